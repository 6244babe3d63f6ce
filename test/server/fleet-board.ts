import type { Happening } from "../../src/domain/happening.ts";
import type { EnvironmentPlan, Plan, Step } from "../../src/domain/plan.ts";
import type { HealthStatus, WorkloadHealth } from "../../src/domain/report.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { heldBack, stepFor } from "../report/situations.ts";

/** When everything on the board happened. */
export const start = new Date("2026-11-20T09:00:00Z");

/** A step of its own for each target, so that no two have one digest. */
export function fleetStep(environment: string, workload: string): Step {
  return { ...stepFor(workload), environment, digest: `${environment}-${workload}`.padEnd(64, "0") };
}

/** An application whose targets are in sync, to be changed and held, as a look would find it. */
export function lookedAt(application: string, environments: number, workloads: number): Happening {
  const names = Array.from({ length: environments }, (_, index) => `env-${index + 1}`);
  const plans = names.map((environment) => planOf(environment, workloads));
  const plan: Plan = { application, environments: plans, inconsistencies: [], digest: "d".repeat(64) };
  return { kind: "looked", application, at: start, plan, health: plans.flatMap(healthOf), reasons: [] };
}

function planOf(environment: string, workloads: number): EnvironmentPlan {
  const names = Array.from(
    { length: workloads },
    (_, index) => `service-${String(index + 1).padStart(3, "0")}`,
  );
  const revision = { repository: "acme/shop", branch: "release", commit: commitSha("a1b2c3d4".repeat(5)) };
  return {
    environment,
    mode: "apply",
    revision,
    steps: names.filter((_, index) => index % 10 === 1).map((workload) => fleetStep(environment, workload)),
    held: names.filter((_, index) => index % 10 === 2).map((workload) => heldBack("ImageMissing", workload)),
    inSync: names.filter((_, index) => index % 10 !== 1 && index % 10 !== 2),
    warnings: [],
    digest: "d".repeat(64),
  };
}

const statuses: readonly HealthStatus[] = ["Healthy", "Healthy", "Healthy", "Degraded", "Progressing"];

function healthOf({ environment, inSync }: EnvironmentPlan): readonly WorkloadHealth[] {
  return inSync.map((workload, index) => ({
    environment,
    workload,
    status: statuses[index % statuses.length] ?? "Unknown",
    message: "2 of 2 tasks run",
  }));
}
