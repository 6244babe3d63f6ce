import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Happening } from "../../src/domain/happening.ts";
import { loadAssets } from "../../src/server/assets.ts";
import { type Feed, makeFeed } from "../../src/server/feed.ts";
import { makeMetrics } from "../../src/telemetry/metrics.ts";
import { makePageApp } from "../../src/server/page-app.ts";
import { type ListeningServer, serve } from "../../src/server/serve.ts";
import { heldBack, planWith } from "../report/situations.ts";
import { fleetStep, lookedAt, start } from "./fleet-board.ts";

const assets = await loadAssets();

interface Page {
  readonly feed: Feed;
  readonly stop: AbortController;
  readonly get: (path: string, init?: RequestInit) => Promise<Response>;
  readonly app: ReturnType<typeof makePageApp>;
}

function page(...applications: readonly string[]): Page {
  const feed = makeFeed(applications);
  const stop = new AbortController();
  const app = makePageApp({
    feed,
    assets,
    access: { kind: "open", names: "any" },
    metrics: makeMetrics([]),
    lookInto: async () => undefined,
    perform: async () => [],
    onFault: (error) => {
      throw error;
    },
    now: () => new Date(start.getTime() + 90_000),
    stop: stop.signal,
  });
  return { feed, stop, app, get: async (path, init) => app.request(path, init) };
}

const open: ListeningServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function listening({ app }: Page): Promise<string> {
  const server = await serve(app, { port: 0 });
  open.push(server);
  return server.url;
}

describe("probes", () => {
  test("the process is healthy before anything was looked at, and ready only after that", async () => {
    const { feed, get } = page("shop", "blog");
    expect((await get("/healthz")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(503);
    feed.tell(lookedAt("shop", 1, 1));
    expect((await get("/readyz")).status).toBe(503);
    feed.tell(lookedAt("blog", 1, 1));
    expect((await get("/readyz")).status).toBe(200);
  });

  test("an application that cannot be looked at does not keep the others from being ready", async () => {
    const { feed, get } = page("shop");
    const failure = { disposition: "stall", reason: "AccessDenied", message: "no" } as const;
    feed.tell({ kind: "pass-failed", application: "shop", at: start, failure });
    expect((await get("/readyz")).status).toBe(200);
  });
});

describe("what the pages show", () => {
  test.each([
    ["/", ["shop", "env-1", "service-002", "→", "to do", "Degraded", "1 min", "a1b2c3d4"]],
    ["/applications/shop", ["service-010", "What happened"]],
    [
      "/applications/shop/environments/env-1",
      ["of <code>release</code>", "ImageMissing", "Plan: 1 step to do"],
    ],
    [
      "/applications/shop/environments/env-1/workloads/service-002",
      ["Create", "stack shop-test-api does not exist"],
    ],
  ])("%s", async (path, words) => {
    const { feed, get } = page("shop");
    feed.tell(lookedAt("shop", 2, 10));
    const answer = await get(path);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    for (const word of words) expect(text).toContain(word);
  });

  test("says so when nothing was looked at yet", async () => {
    expect(await (await page("shop").get("/")).text()).toContain("It was not looked at yet");
  });

  test("what HTML would take for markup is escaped, wherever it came from", async () => {
    const evil = `<script>alert("x")</script>`;
    const { feed, get } = page("shop");
    const held = { ...heldBack("Odd", "api"), message: evil, remedy: evil };
    feed.tell({
      kind: "looked",
      application: "shop",
      at: start,
      plan: planWith({ held: [held], environment: evil }),
      health: [],
      reasons: [],
    });
    feed.tell({
      kind: "pass-failed",
      application: "shop",
      at: start,
      failure: { disposition: "retry", reason: evil, message: evil },
    });
    for (const path of [
      "/",
      "/applications/shop",
      `/applications/shop/environments/${encodeURIComponent(evil)}`,
    ]) {
      const text = await (await get(path)).text();
      expect(text).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
      expect(text).not.toContain(evil);
    }
  });

  test.each([
    "/nowhere",
    "/healthz/",
    "/applications/none",
    "/applications/shop/environments/none",
    "/applications/shop/environments/env-1/workloads/none",
    "/applications/shop/environments/env-1/workloads/__proto__",
    "/assets/../serve.ts",
    "/assets/style.css",
    "/..%2f..%2fpackage.json",
  ])("there is nothing at %s", async (path) => {
    const { feed, get } = page("shop");
    feed.tell(lookedAt("shop", 1, 1));
    expect((await get(path)).status).toBe(404);
  });
});

describe("what keeps it safe", () => {
  test("every answer says what a browser may do with it", async () => {
    for (const path of ["/", "/healthz", "/nowhere", assets.script.path]) {
      const { headers } = await page("shop").get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
    }
  });

  test("pages are not kept; files with their hash in the name are", async () => {
    const { get } = page("shop");
    expect((await get("/")).headers.get("cache-control")).toBe("no-store");
    expect((await get(assets.style.path)).headers.get("cache-control")).toContain("immutable");
  });

  test.each(["POST", "PUT", "DELETE", "PATCH"])("there is nothing to %s", async (method) => {
    const { get } = page("shop");
    const headers = { "sec-fetch-site": "same-origin" };
    for (const path of ["/", "/healthz", "/applications/shop"])
      expect((await get(path, { method, headers })).status).toBe(404);
  });

  test("a body that is too large is refused", async () => {
    const answer = await page("shop").get("/", { method: "POST", body: "x".repeat(20_000) });
    expect(answer.status).toBe(413);
  });

  test("a form that another site sends is refused", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" };
    const answer = await page("shop").get("http://autoland.example/", {
      method: "POST",
      body: "a=b",
      headers,
    });
    expect(answer.status).toBe(403);
  });

  test("headers that are too large, and words that are no HTTP, end the connection and nothing else", async () => {
    const shown = page("shop");
    const url = new URL(await listening(shown));
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(url, { headers: { "x-large": "x".repeat(20_000) } }, (answer) =>
        resolve(answer.statusCode),
      );
      sent.on("error", reject).end();
    });
    expect(status).toBe(431);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () =>
        socket.write("\u0000\u0001 nonsense\r\n\r\n"),
      );
      socket
        .on("close", () => resolve())
        .on("error", () => undefined)
        .resume();
    });
    expect((await fetch(url)).status).toBe(200);
  });

  test("it listens on loopback unless it is told otherwise", async () => {
    expect(new URL(await listening(page("shop"))).hostname).toBe("127.0.0.1");
  });

  test("a port that is taken is refused when serving begins", async () => {
    const shown = page("shop");
    const { port } = new URL(await listening(shown));
    await expect(serve(shown.app, { port: Number(port) })).rejects.toThrow("EADDRINUSE");
  });
});

describe("live", () => {
  test("the version is sent at once, and again when something was heard", async () => {
    const shown = page("shop");
    const answer = await fetch(`${await listening(shown)}events`);
    const reader = (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe("event: version\ndata: 0\n\n");
    shown.feed.tell(lookedAt("shop", 1, 1));
    expect((await reader.read()).value).toBe("event: version\ndata: 1\n\n");
    await reader.cancel();
  });

  test("many words in a row are one", async () => {
    const shown = page("shop");
    const answer = await fetch(`${await listening(shown)}events`);
    const reader = (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    await reader.read();
    const step = fleetStep("env-1", "service-002");
    const began: Happening = { kind: "step-began", application: "shop", at: start, step };
    shown.feed.tell(lookedAt("shop", 1, 3));
    for (let time = 0; time < 50; time++) shown.feed.tell(began);
    expect((await reader.read()).value).toBe("event: version\ndata: 51\n\n");
    await reader.cancel();
  });

  test("open connections are let go when the process ends", async () => {
    const shown = page("shop");
    const answer = await fetch(`${await listening(shown)}events`);
    const whole = answer.text();
    shown.stop.abort();
    expect(await whole).toContain("event: version");
  });
});
