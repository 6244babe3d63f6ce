import { expect, test } from "vitest";
import type { Plan } from "../../src/domain/plan.ts";
import type { WorkloadHealth } from "../../src/domain/report.ts";
import { stackName } from "../../src/domain/stack.ts";
import type { DeployedStack } from "../../src/reconcile/assess-health.ts";
import { makeHealthMemory } from "../../src/reconcile/health-memory.ts";

const start = new Date("2026-11-20T09:00:00Z").getTime();
const plan: Plan = { application: "shop", environments: [], inconsistencies: [], digest: "" };

function deployed(environment: string, workload: string): DeployedStack {
  const name = stackName(`shop-${environment}-${workload}`);
  return {
    environment,
    workload,
    stack: { account: "222222222222", region: "eu-west-1", name },
    asOf: "one",
  };
}

function well({ environment, workload }: DeployedStack): WorkloadHealth {
  return { environment, workload, status: "Healthy", message: "1 of 1 tasks run" };
}

/** Minutes for which the answer about each counts, asked every ten seconds. */
function minutesOf(all: readonly DeployedStack[], seen: Plan = plan): readonly number[] {
  let now = start;
  const memory = makeHealthMemory({ now: () => new Date(now), sleep: async () => undefined });
  for (const one of all) memory.remember(one, well(one));
  const ends = new Map<DeployedStack, number>();
  for (; now < start + 10 * 60_000; now += 10_000)
    for (const one of all)
      if (!ends.has(one) && memory.recall(one, seen) === undefined) ends.set(one, (now - start) / 60_000);
  return all.map((one) => ends.get(one) ?? Infinity);
}

test("that a workload runs well counts for three to six minutes, in each environment for another time", () => {
  const environments = Array.from({ length: 100 }, (_, number) => `e${number}`);
  const minutes = minutesOf(environments.map((name) => deployed(name, "api")));
  expect(Math.min(...minutes)).toBeGreaterThanOrEqual(3);
  expect(Math.max(...minutes)).toBeLessThanOrEqual(6.2);
  // Passes are a minute apart: none of them asks about much more than its share.
  for (const minute of [3, 4, 5]) {
    const share = minutes.filter((each) => each > minute && each <= minute + 1).length;
    expect(share).toBeGreaterThan(20);
    expect(share).toBeLessThan(47);
  }
});

test("services of one environment, which are described together, are asked about together", () => {
  const minutes = minutesOf(["api", "web", "worker"].map((workload) => deployed("develop", workload)));
  expect(new Set(minutes).size).toBe(1);
});

test("what others come after is asked about in every pass, and so is what has changed or does not run well", () => {
  const one = deployed("staging", "api");
  const after = { after: "staging", environment: "production" } as Plan["environments"][number];
  expect(minutesOf([one], { ...plan, environments: [after] })).toEqual([0]);
  const memory = makeHealthMemory({ now: () => new Date(start), sleep: async () => undefined });
  memory.remember(one, well(one));
  expect(memory.recall({ ...one, asOf: "another" }, plan)).toBeUndefined();
  memory.remember(one, { ...well(one), status: "Degraded" });
  expect(memory.recall(one, plan)).toBeUndefined();
});
