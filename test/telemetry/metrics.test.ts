import { expect, test } from "vitest";
import type { Happening } from "../../src/domain/happening.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { makeMetrics } from "../../src/telemetry/metrics.ts";
import { driftLooked, driftTarget, liveDrift } from "../support/drift-happening.ts";
import { heldBack, planWith, reportWith, stepFor } from "../report/situations.ts";

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 20, 9, 0, second));
const step = stepFor("api");
const first = { repository: "acme/shop", branch: "main", commit: commitSha("a".repeat(40)) };
const second = { ...first, commit: commitSha("b".repeat(40)) };

function looked(when: number, changes: Parameters<typeof planWith>[0]): Happening {
  return { kind: "looked", application: "shop", at: at(when), plan: planWith(changes), health: [] };
}

async function after(...happenings: readonly Happening[]): Promise<readonly string[]> {
  const metrics = makeMetrics(["shop"]);
  for (const happening of happenings) metrics.tell(happening);
  return (await metrics.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

test("names and labels are these, whatever happens: dashboards and alarms name them", async () => {
  const metrics = makeMetrics(["shop"]);
  const failure = { disposition: "stall", reason: "No", message: "no" } as const;
  metrics.tell(looked(0, { steps: [step], held: [heldBack("ImageMissing", "web")] }));
  metrics.tell({ kind: "step-began", application: "shop", at: at(1), step });
  metrics.tell({ kind: "step-ended", application: "shop", at: at(2), outcome: { kind: "applied", step } });
  metrics.tell(looked(3, { inSync: ["api"] }));
  metrics.tell(looked(4, { revision: second, steps: [step] }));
  metrics.tell(looked(5, { revision: second, inSync: ["api"] }));
  metrics.tell({ kind: "pass-failed", application: "shop", at: at(6), failure });
  metrics.tell(driftLooked("shop", at(7), [driftTarget("test", "api", [liveDrift("test", "api")])]));
  metrics.called({
    system: "aws",
    service: "cloudformation",
    operation: "ListStacks",
    result: "error",
    throttled: true,
  });
  const names = (await metrics.text())
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) =>
      line
        .replace(/"[^"]*"/g, "")
        .replace(/ .*/, "")
        .replace(/=/g, ""),
    );
  expect([...new Set(names)].toSorted()).toMatchInlineSnapshot(`
    [
      "autoland_calls_total{system,service,operation,result}",
      "autoland_commit_to_live_seconds_bucket{le,application,environment}",
      "autoland_commit_to_live_seconds_count{application,environment}",
      "autoland_commit_to_live_seconds_sum{application,environment}",
      "autoland_drift_findings_total{application,layer,change}",
      "autoland_drift_targets{application,layer,state}",
      "autoland_environment_at_commit{application,environment}",
      "autoland_environment_last_good_sync_timestamp_seconds{application,environment}",
      "autoland_step_seconds_bucket{le,application,environment}",
      "autoland_step_seconds_count{application,environment}",
      "autoland_step_seconds_sum{application,environment}",
      "autoland_steps_total{application,environment,step,outcome}",
      "autoland_syncs_total{application,result}",
      "autoland_targets{application,state}",
      "autoland_throttled_calls_total{system,service,operation}",
    ]
  `);
});

test("a commit is live from the look that finds the environment at it; the one that a start finds counts for nothing", async () => {
  const lines = await after(
    looked(0, { revision: first, steps: [step] }),
    looked(10, { revision: first, inSync: ["api"] }),
    looked(20, { revision: second, steps: [step] }),
    looked(30, { revision: second, steps: [step] }),
    looked(65, { revision: second, inSync: ["api"] }),
    looked(99, { revision: second, inSync: ["api"] }),
  );
  expect(lines.filter((line) => /^autoland_commit_to_live_seconds_(?:sum|count)/.test(line))).toEqual([
    'autoland_commit_to_live_seconds_sum{application="shop",environment="test"} 45',
    'autoland_commit_to_live_seconds_count{application="shop",environment="test"} 1',
  ]);
});

test("the last good sync is when a look last found the environment at its commit", async () => {
  const lines = await after(
    looked(0, { inSync: ["api"] }),
    looked(7, { inSync: ["api"] }),
    looked(9, { steps: [step] }),
  );
  const name = "autoland_environment_last_good_sync_timestamp_seconds";
  expect(lines).toContain(`${name}{application="shop",environment="test"} ${at(7).getTime() / 1000}`);
  expect(lines).toContain('autoland_environment_at_commit{application="shop",environment="test"} 0');
});

test("targets are counted by state, also those that there are none of any more", async () => {
  const lines = await after(looked(0, { steps: [step] }), looked(1, { inSync: ["api"] }));
  expect(lines).toContain('autoland_targets{application="shop",state="pending"} 0');
  expect(lines).toContain('autoland_targets{application="shop",state="in-sync"} 1');
});

test.each([
  ["in-sync", planWith({ inSync: ["api"] }), []],
  ["pending", planWith({ held: [heldBack("ImageMissing", "api")] }), []],
  [
    "step-failed",
    planWith({ steps: [step] }),
    [{ kind: "failed", step, failure: { disposition: "stall", reason: "No", message: "no" } }],
  ],
] as const)("a pass ends as %s", async (result, plan, outcomes) => {
  const lines = await after({
    kind: "pass-ended",
    application: "shop",
    at: at(0),
    report: reportWith(plan, outcomes),
  });
  expect(lines).toContain(`autoland_syncs_total{application="shop",result="${result}"} 1`);
});

function live(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith("autoland_drift_") && line.includes('layer="live"'));
}

test("targets are counted by layer: drifted, in sync and not checked add up in each", async () => {
  const unread = { kind: "not-checked", reason: "AccessDenied", message: "no" } as const;
  const first = driftLooked("shop", at(0), [
    driftTarget("test", "api", [liveDrift("test", "api"), liveDrift("test", "api", { path: "/Tags" })]),
    driftTarget("test", "web", [], { live: unread }),
    driftTarget("test", undefined, []),
  ]);
  const second = driftLooked("shop", at(1), [driftTarget("test", "api", [])], first.standing);
  expect(live(await after(first))).toEqual([
    'autoland_drift_targets{application="shop",layer="live",state="drifted"} 1',
    'autoland_drift_targets{application="shop",layer="live",state="in-sync"} 1',
    'autoland_drift_targets{application="shop",layer="live",state="not-checked"} 1',
    'autoland_drift_findings_total{application="shop",layer="live",change="found"} 2',
  ]);
  expect(live(await after(first, second))).toContain(
    'autoland_drift_findings_total{application="shop",layer="live",change="gone"} 2',
  );
});
