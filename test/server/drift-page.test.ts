import { expect, test } from "vitest";
import type { Happening } from "../../src/domain/happening.ts";
import { loadAssets } from "../../src/server/assets.ts";
import { makeFeed } from "../../src/server/feed.ts";
import { makePageApp } from "../../src/server/page-app.ts";
import { makeMetrics } from "../../src/telemetry/metrics.ts";
import { planWith } from "../report/situations.ts";
import { driftLooked, driftTarget, liveDrift } from "../support/drift-happening.ts";

const at = new Date("2026-11-20T09:00:00Z");
const assets = await loadAssets();
const looked: Happening = {
  kind: "looked",
  application: "shop",
  at,
  plan: planWith({ inSync: ["api", "web"] }),
  health: [],
};

async function textAt(path: string, ...happenings: readonly Happening[]): Promise<string> {
  const feed = makeFeed(["shop"]);
  for (const happening of [looked, ...happenings]) feed.tell(happening);
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
    now: () => new Date(at.getTime() + 3 * 60_000),
    stop: new AbortController().signal,
  });
  const answer = await app.request(path);
  return answer.status === 200 ? (await answer.text()).replace(/\s+/g, " ") : `status ${answer.status}`;
}

const by = "arn:aws:iam::111111111111:user/bob";
const cause = { kind: "Call", message: `PutRetentionPolicy by ${by}`, by, at } as const;
const {
  expected: _expected,
  actual: _actual,
  ...hidden
} = liveDrift("test", "api", { path: "/Environment" });
const drifted = driftLooked("shop", at, [
  driftTarget("test", undefined, []),
  driftTarget("test", "api", [liveDrift("test", "api", { cause }), hidden]),
  driftTarget("test", "web", [], {
    live: { kind: "not-checked", reason: "AccessDenied", message: "the role may not", remedy: "Attach it." },
  }),
]);

const place = "/applications/shop/environments/test";

test.each<[string, string, readonly string[]]>([
  ["the table marks a cell that has drifted", "/", ["≠ 2 drifted"]],
  ["the timeline tells of it", "/applications/shop", ["live: LogGroup /RetentionInDays changed and 1 more"]],
  [
    "a workload's page links to its drift",
    `${place}/workloads/api`,
    [`href="${place}/workloads/api/drift">≠ drifted`],
  ],
  [
    "its drift says what, expected and live, since when, and who did it",
    `${place}/workloads/api/drift`,
    ["<code>/RetentionInDays</code>", "<td>30</td>", "<td>1</td>", "3 min", "PutRetentionPolicy", "user/bob"],
  ],
  ["a value that may be a secret is not shown", `${place}/workloads/api/drift`, ["not shown"]],
  [
    "what was not checked says why, and what to do",
    `${place}/workloads/web/drift`,
    ["? not checked", "AccessDenied: the role may not", "Attach it."],
  ],
  ["an environment's own stack has a page, too", `${place}/drift`, ["its own stack", "✓ in sync"]],
])("%s", async (_name, path, words) => {
  const text = await textAt(path, drifted);
  for (const word of words) expect(text).toContain(word);
});

test("before the first look for drift the page says that there was none, and no cell is marked", async () => {
  expect(await textAt(`${place}/workloads/api/drift`)).toContain("It was not looked for drift here yet");
  expect(await textAt("/")).not.toContain("drifted");
});

test.each([`${place}/workloads/none/drift`, "/applications/shop/environments/none/drift"])(
  "there is nothing at %s",
  async (path) => expect(await textAt(path, drifted)).toBe("status 404"),
);
