import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/domain/failure.ts";
import type { GitHubLogin, Guard, Viewer } from "../../src/server/access/access.ts";
import { loadAssets } from "../../src/server/assets.ts";
import { makeFeed } from "../../src/server/feed.ts";
import { makeMetrics } from "../../src/telemetry/metrics.ts";
import { makePageApp } from "../../src/server/page-app.ts";
import { lookedAt, start } from "./fleet-board.ts";

const assets = await loadAssets();

const looker = "look-".repeat(6);
const actor = "act--".repeat(6);

/** GitHub as far as the login sees it: a code for each person. */
const github: GitHubLogin = {
  authorizeUrl: (state) => `https://github.example/login?state=${state}`,
  viewerOf: async (code) => {
    const people: Readonly<Record<string, Viewer>> = {
      "code-of-alice": { name: "alice", mayAct: true },
      "code-of-bob": { name: "bob", mayAct: false },
    };
    if (code === "spent")
      throw new ReconcileError({
        disposition: "retry",
        reason: "LoginFailed",
        message: "it refuses the login",
      });
    return people[code];
  },
};

/** A browser: it keeps cookies and sends the headers that browsers send. */
function browser(guard: Partial<Guard> = {}, url = "http://autoland.example") {
  const feed = makeFeed(["shop"]);
  feed.tell(lookedAt("shop", 1, 1));
  const clock = { now: start };
  const app = makePageApp({
    feed,
    assets,
    url,
    access: {
      kind: "login",
      key: "k".repeat(40),
      isSecure: false,
      tokens: { look: looker, act: actor },
      ...guard,
    },
    now: () => clock.now,
    metrics: makeMetrics([]),
    lookInto: async () => undefined,
    perform: async () => [],
    onFault: (error) => {
      throw error;
    },
    stop: new AbortController().signal,
  });
  const cookies = new Map<string, string>();
  const send = async (
    path: string,
    { headers, ...init }: Omit<RequestInit, "headers"> & { headers?: Record<string, string> } = {},
  ): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await app.request(path, {
      redirect: "manual",
      ...init,
      headers: { origin: url, cookie, ...headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const logIn = (token: string): Promise<Response> =>
    send("/login", { method: "POST", body: new URLSearchParams({ token }) });
  return { send, logIn, cookies, clock };
}

describe("without a login nothing is shown but the probes and the way in", () => {
  test.each(["/", "/applications/shop", "/applications/shop/environments/env-1", "/nowhere"])(
    "%s",
    async (path) => {
      const answer = await browser().send(path);
      expect([answer.status, answer.headers.get("location")]).toEqual([302, "/login"]);
      expect(await answer.text()).not.toContain("shop");
    },
  );

  test("live events are refused, not redirected", async () => {
    expect((await browser().send("/events")).status).toBe(401);
  });

  test("probes and files answer", async () => {
    for (const path of ["/healthz", "/readyz", assets.style.path, "/login"])
      expect((await browser().send(path)).status).toBe(200);
  });
});

describe("a token", () => {
  test.each([
    [looker, "onlooker"],
    [actor, "operator"],
  ])("%s lets its holder in", async (token, name) => {
    const { logIn, send } = browser();
    expect((await logIn(token)).status).toBe(303);
    expect(await (await send("/")).text()).toContain(name);
  });

  test.each(["", "wrong", looker.slice(1), `${looker}x`])("%j does not", async (token) => {
    const { logIn, send } = browser();
    const answer = await logIn(token);
    expect(answer.status).toBe(401);
    expect(await answer.text()).toContain("That is no token of this page");
    expect((await send("/")).status).toBe(302);
  });

  test("is not taken from another site's form", async () => {
    const { send } = browser();
    const body = new URLSearchParams({ token: actor });
    const answer = await send("/login", {
      method: "POST",
      body,
      headers: { origin: "https://evil.example" },
    });
    expect(answer.status).toBe(403);
  });
});

describe("figures", () => {
  test.each([
    [undefined, 401],
    ["Bearer wrong", 401],
    [looker, 401],
    [`Bearer ${looker}`, 200],
    [`bearer ${actor}`, 200],
  ])("a scraper with %s gets %i", async (authorization, status) => {
    const headers = authorization === undefined ? {} : { authorization };
    expect((await browser().send("/metrics", { headers })).status).toBe(status);
  });
});

describe("a session", () => {
  test("ends after a working day", async () => {
    const { logIn, send, clock } = browser();
    await logIn(looker);
    clock.now = new Date(start.getTime() + 8 * 3_600_000 - 1);
    expect((await send("/")).status).toBe(200);
    clock.now = new Date(start.getTime() + 8 * 3_600_000);
    expect((await send("/")).status).toBe(302);
  });

  test("ends when its owner logs out", async () => {
    const { logIn, send } = browser();
    await logIn(looker);
    expect((await send("/logout", { method: "POST" })).headers.get("location")).toBe("/login");
    expect((await send("/")).status).toBe(302);
  });

  test("cannot be written by hand: a changed cookie, one of another process, and nonsense are nobody", async () => {
    const { logIn, send, cookies } = browser();
    await logIn(looker);
    const [[name, value] = ["", ""]] = cookies;
    const other = browser({ key: "other".repeat(8) });
    await other.logIn(actor);
    const forged = Buffer.from(JSON.stringify({ name: "me", mayAct: true, until: 9e15 })).toString(
      "base64url",
    );
    for (const bad of [
      forged,
      `${forged}.${value.split(".")[1] ?? ""}`,
      value.slice(0, -3),
      other.cookies.get(name) ?? "",
      "%00",
    ]) {
      cookies.set(name, bad);
      expect((await send("/")).status).toBe(302);
    }
  });

  test("is out of reach of scripts, and over HTTPS never travels without it", async () => {
    const plain = await browser().logIn(looker);
    expect(plain.headers.get("set-cookie")).toMatch(/^autoland=.*HttpOnly; SameSite=Lax/);
    const secure = browser({ isSecure: true }, "https://autoland.example");
    const answer = await secure.logIn(looker);
    expect(answer.headers.get("set-cookie")).toMatch(/^__Host-autoland=.*HttpOnly; Secure; SameSite=Lax/);
    expect((await secure.send("/")).status).toBe(200);
  });
});

async function comeBack(code: string, change: (state: string) => string = (state) => state) {
  const opened = browser({ github, tokens: {} });
  const sent = await opened.send("/login/github");
  const state = new URL(sent.headers.get("location") ?? "").searchParams.get("state") ?? "";
  const answer = await opened.send(
    `/login/github/callback?code=${code}&state=${encodeURIComponent(change(state))}`,
  );
  return { ...opened, state, answer };
}

describe("GitHub", () => {
  test("sends its people back and in, by their names", async () => {
    const { answer, send } = await comeBack("code-of-alice");
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/"]);
    expect(await (await send("/")).text()).toContain("alice");
  });

  test("sends a stranger back and not in", async () => {
    const { answer, send } = await comeBack("code-of-mallory");
    expect(answer.status).toBe(403);
    expect((await send("/")).status).toBe(302);
  });

  test("a login that this browser did not begin, and one that is used twice, are refused", async () => {
    expect((await comeBack("code-of-alice", () => "x".repeat(32))).answer.status).toBe(403);
    expect((await comeBack("code-of-alice", () => "")).answer.status).toBe(403);
    const { send, state, cookies } = await comeBack("code-of-alice");
    cookies.delete("autoland");
    expect((await send(`/login/github/callback?code=code-of-alice&state=${state}`)).status).toBe(403);
  });

  test("when GitHub cannot say, the page does", async () => {
    const { answer } = await comeBack("spent");
    expect(answer.status).toBe(502);
    expect(await answer.text()).toContain("LoginFailed: it refuses the login");
  });

  test("offers no token where there is none", async () => {
    const text = await (await browser({ github, tokens: {} }).send("/login")).text();
    expect(text).toContain("Log in with GitHub");
    expect(text).not.toContain("Operator token");
  });
});
