import { expect, test } from "vitest";
import { loadAssets } from "../../src/server/assets.ts";
import { makeFeed } from "../../src/server/feed.ts";
import { makePageApp } from "../../src/server/page-app.ts";
import { makeMetrics } from "../../src/telemetry/metrics.ts";
import { lookedAt, start } from "./fleet-board.ts";

const assets = await loadAssets();

/** The page of a task that has `blog`, while another has what is named. */
function pageBeside(anothers: ReadonlySet<string>) {
  const feed = makeFeed(["shop", "blog"]);
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
    isAnothers: (application) => anothers.has(application),
    stop: new AbortController().signal,
  });
  return {
    feed,
    text: async (path: string) => (await app.request(path)).text(),
    get: (path: string) => app.request(path),
  };
}

const notice = "Another task has the lease on this application";

test("says which applications another task looks after, on every page of them and on no other", async () => {
  const { feed, text } = pageBeside(new Set(["shop"]));
  feed.tell(lookedAt("shop", 1, 1));
  feed.tell(lookedAt("blog", 1, 1));
  const home = await text("/");
  expect(home.split(notice)).toHaveLength(2);
  expect(home.indexOf(notice)).toBeGreaterThan(home.indexOf('id="app-shop"'));
  const environment = "environments/env-1";
  for (const path of [
    "",
    `/${environment}`,
    `/${environment}/workloads/service-001`,
    `/${environment}/drift`,
  ]) {
    expect([path, (await text(`/applications/shop${path}`)).includes(notice)]).toEqual([path, true]);
    expect([path, (await text(`/applications/blog${path}`)).includes(notice)]).toEqual([path, false]);
  }
});

test("an application that another task looks after is not waited for, and not said to be looked at soon", async () => {
  const { feed, text, get } = pageBeside(new Set(["shop"]));
  expect((await get("/readyz")).status).toBe(503);
  feed.tell(lookedAt("blog", 1, 1));
  expect((await get("/readyz")).status).toBe(200);
  expect(await text("/")).not.toContain("not looked at yet");
});
