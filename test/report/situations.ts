import type { EnvironmentPlan, Held, Plan, Step } from "../../src/domain/plan.ts";
import type { Report, StepOutcome } from "../../src/domain/report.ts";
import { commitSha } from "../../src/domain/revision.ts";
import { createStep } from "../../src/plan/step.ts";
import { desiredStack } from "../support/stacks.ts";

/** A step that creates the small service's stack, for a workload of this name, or for the environment itself. */
export function stepFor(workload?: string): Step {
  const target = { environment: "test", ...(workload === undefined ? {} : { workload }), dependsOn: [] };
  return createStep(target, desiredStack(), "stack shop-test-api does not exist");
}

/** Something held back, of a workload or of the whole environment. */
export function heldBack(reason: string, workload?: string): Held {
  return {
    environment: "test",
    ...(workload === undefined ? {} : { workload }),
    reason,
    message: "for a reason",
    remedy: "do something",
    findings: [],
  };
}

/** A plan of one environment, in which nothing is to be done but what a test says. */
export function planWith(changes: Partial<EnvironmentPlan> = {}): Plan {
  const revision = { repository: "acme/shop", branch: "main", commit: commitSha("a".repeat(40)) };
  const environment: EnvironmentPlan = {
    environment: "test",
    mode: "apply",
    revision,
    steps: [],
    held: [],
    inSync: [],
    warnings: [],
    digest: "d".repeat(64),
    ...changes,
  };
  return { application: "shop", environments: [environment], inconsistencies: [], digest: "d".repeat(64) };
}

/** What came of a plan. */
export function reportWith(plan: Plan, outcomes: readonly StepOutcome[]): Report {
  return { plan, outcomes, reasons: [], health: [] };
}
