import { isAtCommit, type Plan, type Step } from "../domain/plan.ts";
import { shownParameters } from "../domain/secret-parameters.ts";
import { nameInEnvironment } from "../domain/target.ts";
import type { KnownDrift } from "../domain/drift-standing.ts";
import type { Status } from "./status-text.ts";
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
    reasons: report.reasons,
    health: report.health,
  };
}

/** Where each environment stands, for machines. */
export function statusJson(look: Status): object {
  return {
    schemaVersion: 1,
    kind: "status",
    application: look.plan.application,
    environments: look.plan.environments.map((plan) => {
      const { environment, mode, revision, steps, held, inSync, behind, featuresOff = [] } = plan;
      return {
        environment,
        mode,
        revision,
        isAtCommit: isAtCommit(plan),
        ...(behind === undefined ? {} : { behind }),
        reasons: look.reasons.filter((item) => item.environment === environment),
        pending: [...new Set(steps.map(nameInEnvironment))],
        held,
        featuresOff,
        inSync,
        health: look.health.filter((item) => item.environment === environment),
        ...driftBody(environment, look.drift),
      };
    }),
  };
}

function driftBody(environment: string, drift: KnownDrift | undefined): object {
  if (drift === undefined) return {};
  if (drift.kind === "not-known") return { drift };
  return {
    drift: { ...drift, targets: drift.targets.filter((target) => target.environment === environment) },
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
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions": {
      const { desired, effects: _details, ...rest } = step;
      const parameters = shownParameters(desired.template, desired.parameters);
      return { ...rest, desired: { digest: desired.digest, parameters, tags: desired.tags } };
    }
    case "redeploy":
    case "heal":
      return step;
    case "register-workload":
    case "adopt-workload":
    case "delete-stack":
    case "forget-workload": {
      // Whose registers they are says nothing that the plan's own name does not.
      const { registeredIn: _record, ...rest } = { registeredIn: undefined, ...step };
      return rest;
    }
    case "delete-failed-create":
    case "continue-rollback":
      return step;
  }
}
