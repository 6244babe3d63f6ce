import { describe, expect, test } from "vitest";
import { ReconcileError } from "../../src/domain/failure.ts";
import type { Act } from "../../src/server/acts.ts";
import { loadAssets } from "../../src/server/assets.ts";
import { makeFeed } from "../../src/server/feed.ts";
import { makePageApp } from "../../src/server/page-app.ts";
import { makeMetrics } from "../../src/telemetry/metrics.ts";
import { planWith, stepFor } from "../report/situations.ts";
import { start } from "./fleet-board.ts";

const assets = await loadAssets();
const looker = "look-".repeat(6);
const actor = "act--".repeat(6);
const url = "http://autoland.example";
const step = stepFor("api");

/** The page, opened by the holder of a token. */
async function openedBy(token: string | undefined, refusal?: ReconcileError) {
  const done: { readonly act: Act; readonly login: string }[] = [];
  const feed = makeFeed(["shop"]);
  feed.tell({
    kind: "looked",
    application: "shop",
    at: start,
    plan: planWith({ steps: [step], mode: "approve", digest: "d".repeat(64) }),
    health: [],
  });
  const app = makePageApp({
    feed,
    assets,
    url,
    access: { kind: "login", key: "k".repeat(40), isSecure: false, tokens: { look: looker, act: actor } },
    metrics: makeMetrics([]),
    lookInto: async () => undefined,
    perform: async (act, login) => {
      if (refusal !== undefined) throw refusal;
      done.push({ act, login });
      return ["1 step of test may be carried out"];
    },
    now: () => start,
    onFault: (error) => {
      throw error;
    },
    stop: new AbortController().signal,
  });
  const login = await app.request("/login", {
    method: "POST",
    body: new URLSearchParams({ token: token ?? "" }),
    headers: { origin: url },
  });
  const cookie = (login.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const post = async (path: string, form: Record<string, string> = {}, origin = url): Promise<Response> =>
    app.request(path, { method: "POST", body: new URLSearchParams(form), headers: { cookie, origin } });
  const get = async (path: string): Promise<string> =>
    (await app.request(path, { headers: { cookie } })).text();
  return { done, post, get };
}

const environment = "/applications/shop/environments/test";
const plan = "d".repeat(64);

describe("what each form asks for, signed with the login", () => {
  test.each<[string, Record<string, string>, object]>([
    [`${environment}/approve`, { plan }, { kind: "approve", plan }],
    [
      `${environment}/suspend`,
      { reason: " release day ", hours: "2" },
      { kind: "suspend", reason: "release day", hours: 2 },
    ],
    [
      `${environment}/suspend`,
      { reason: "until I am back", hours: "" },
      { kind: "suspend", reason: "until I am back" },
    ],
    [`${environment}/resume`, {}, { kind: "resume" }],
    [
      `${environment}/rollback`,
      { commit: "a1b2c3d", reason: "broken" },
      { kind: "rollback", commit: "a1b2c3d", reason: "broken" },
    ],
    [`${environment}/workloads/api/retry`, {}, { kind: "retry", workload: "api" }],
  ])("%s %j", async (path, form, act) => {
    const { post, done } = await openedBy(actor);
    const answer = await post(path, form);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("1 step of test may be carried out");
    expect(done).toEqual([{ login: "operator", act: { application: "shop", environment: "test", ...act } }]);
  });
});

describe("who may not", () => {
  test("who may only look is refused, and sees no form", async () => {
    const { post, get, done } = await openedBy(looker);
    for (const path of ["approve", "suspend", "resume", "rollback", "workloads/api/retry"])
      expect((await post(`${environment}/${path}`, { plan, reason: "r", commit: "a1b2c3d" })).status).toBe(
        403,
      );
    expect(done).toEqual([]);
    expect(await get(environment)).not.toContain('<form class="action"');
  });

  test("who has not logged in is sent to the login", async () => {
    const { post, done } = await openedBy(undefined);
    expect((await post(`${environment}/resume`)).status).toBe(302);
    expect(done).toEqual([]);
  });

  test("another site cannot act for somebody who has logged in", async () => {
    const { post, done } = await openedBy(actor);
    for (const origin of ["https://evil.example", "null", "http://autoland.example.evil"])
      expect((await post(`${environment}/resume`, {}, origin)).status).toBe(403);
    expect(done).toEqual([]);
  });
});

describe("what is sent wrongly", () => {
  test.each<[string, Record<string, string>, string]>([
    ["approve", {}, "that is no plan"],
    ["approve", { plan: "<script>" }, "that is no plan"],
    ["suspend", { reason: "  " }, "a reason is needed"],
    ["suspend", { reason: "x".repeat(401) }, "at most 400"],
    ["suspend", { reason: "r", hours: "-1" }, "whole number"],
    ["rollback", { commit: "HEAD~1", reason: "r" }, "that is no commit"],
  ])("%s %j is refused with what is wrong", async (kind, form, words) => {
    const { post, done } = await openedBy(actor);
    const answer = await post(`${environment}/${kind}`, form);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(words);
    expect(done).toEqual([]);
  });

  test("what is refused when it is to be written down says so with its remedy", async () => {
    const refusal = new ReconcileError({
      disposition: "stall",
      reason: "PlanChanged",
      message: "that is not the plan any more",
      remedy: "autoland plan --environment test",
    });
    const { post } = await openedBy(actor, refusal);
    const answer = await post(`${environment}/approve`, { plan });
    expect(answer.status).toBe(409);
    const text = await answer.text();
    for (const words of ["PlanChanged", "not the plan any more", "autoland plan --environment test"])
      expect(text).toContain(words);
  });
});

test("who may act sees the plan's digest on the button, and the environment's forms", async () => {
  const text = await (await openedBy(actor)).get(environment);
  expect(text).toMatch(/Approve\s+1 step\s+of plan\s+dddddddddddd/);
  expect(text).toContain("Roll back");
});
