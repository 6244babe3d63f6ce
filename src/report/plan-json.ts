import type { Plan, Step } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";

/** A plan for machines; `schemaVersion` rises when a field changes its meaning or goes. Templates are named by digest, not included. */
export function planJson(plan: Plan): object {
  return { schemaVersion: 1, kind: "plan", ...planBody(plan) };
}

/** What came of a sync, for machines. */
export function reportJson(report: Report): object {
  return {
    schemaVersion: 1,
    kind: "report",
    plan: planBody(report.plan),
    outcomes: report.outcomes.map((outcome) => ({ ...outcome, step: stepBody(outcome.step) })),
    health: report.health,
  };
}

function planBody(plan: Plan): object {
  return {
    ...plan,
    environments: plan.environments.map((environment) => ({
      ...environment,
      steps: environment.steps.map(stepBody),
    })),
  };
}

function stepBody(step: Step): object {
  const { desired, effects: _details, ...rest } = step;
  return { ...rest, desired: { digest: desired.digest, parameters: desired.parameters, tags: desired.tags } };
}
