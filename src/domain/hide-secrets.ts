import type { Failure } from "./failure.ts";
import type { Finding } from "./finding.ts";
import type { EnvironmentPlan, Held, Plan, Step } from "./plan.ts";
import type { Change } from "./step-effects.ts";
import { redact, type SecretValues } from "./redact.ts";
import type { Happening } from "./happening.ts";
import type { Reason, StepOutcome, WorkloadHealth } from "./report.ts";
import { secretsOfStep } from "./secret-values.ts";

/**
 * A plan whose sentences tell no secret: AWS's own words stand in them, and those quote what they were given. Digests and templates stay as
 * they are, for they are what is carried out. `secretsOf` is asked only for environments of which there is something to tell.
 */
export function hideInPlan(plan: Plan, secretsOf: (environment: string) => SecretValues): Plan {
  const environments = plan.environments.map((environment) =>
    hasNothingToTell(environment)
      ? environment
      : hideInEnvironment(environment, hiding(secretsOf(environment.environment))),
  );
  const nothing = hiding(new Set());
  const inconsistencies = plan.inconsistencies.map((each) => ({
    ...each,
    explanation: nothing(each.explanation),
  }));
  return { ...plan, environments, inconsistencies };
}

/** An outcome whose sentences tell no secret of its step. */
export function hideInOutcome(outcome: StepOutcome): StepOutcome {
  return hideInEnd(outcome, hidingFor(outcome.step));
}

/** A failure whose sentences tell no secret. */
export function hideInFailure(failure: Failure, hide: (text: string) => string): Failure {
  const { message, remedy } = failure;
  return { ...failure, message: hide(message), ...(remedy === undefined ? {} : { remedy: hide(remedy) }) };
}

/** Takes out of texts what is secret in the stack that a step is to reach, and what looks like a secret. */
export function hidingFor(step: Step): (text: string) => string {
  return hiding(new Set(secretsOfStep(step)));
}

/** Any value of JSON with its texts changed; errors keep their kind and lose what is secret in what they say. */
export function hideIn(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item: unknown) => hideIn(item, hide));
  if (typeof value !== "object" || value === null || value instanceof Date || value instanceof Error)
    return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hideIn(item, hide)]));
}

/** Something that happened, told without secrets: whoever hears of it writes it down or passes it on. */
export function hideInHappening(happening: Happening, secrets: SecretValues): Happening {
  const hide = hiding(secrets);
  const inPlan = (plan: Plan): Plan => hideInPlan(plan, () => secrets);
  const inReasons = (reasons: readonly Reason[]): readonly Reason[] =>
    reasons.map((reason) => ({ ...reason, message: hide(reason.message) }));
  const inHealth = (health: readonly WorkloadHealth[]): readonly WorkloadHealth[] =>
    health.map((each) => ({ ...each, message: hide(each.message) }));
  switch (happening.kind) {
    case "looked": {
      const { plan, health, reasons } = happening;
      const told = reasons === undefined ? {} : { reasons: inReasons(reasons) };
      return { ...happening, plan: inPlan(plan), health: inHealth(health), ...told };
    }
    case "step-began":
      return { ...happening, step: hideInStep(happening.step, hide) };
    case "step-progressed":
      return { ...happening, step: hideInStep(happening.step, hide), line: hide(happening.line) };
    case "step-ended":
      return { ...happening, outcome: hideInEnd(happening.outcome, hide) };
    case "pass-ended": {
      const { plan, outcomes, reasons, health } = happening.report;
      return {
        ...happening,
        report: {
          plan: inPlan(plan),
          outcomes: outcomes.map((outcome) => hideInEnd(outcome, hide)),
          reasons: inReasons(reasons),
          health: inHealth(health),
        },
      };
    }
    case "pass-failed":
      return { ...happening, failure: hideInFailure(happening.failure, hide) };
    // What drift shows is chosen where it is found.
    case "drift-looked":
      return happening;
  }
}

function hideInEnd(outcome: StepOutcome, hide: (text: string) => string): StepOutcome {
  const step = hideInStep(outcome.step, hide);
  switch (outcome.kind) {
    case "applied":
    case "nothing-to-do":
      return { ...outcome, step };
    case "failed":
      return { ...outcome, step, failure: hideInFailure(outcome.failure, hide) };
    case "skipped":
      return { ...outcome, step, because: hide(outcome.because) };
  }
}

function hiding(secrets: SecretValues): (text: string) => string {
  return (text) => redact(text, secrets);
}

function hasNothingToTell({ steps, held, warnings, featuresOff, behind }: EnvironmentPlan): boolean {
  return (
    steps.length === 0 &&
    held.length === 0 &&
    warnings.length === 0 &&
    featuresOff === undefined &&
    behind === undefined
  );
}

function hideInEnvironment(plan: EnvironmentPlan, hide: (text: string) => string): EnvironmentPlan {
  const { behind, featuresOff } = plan;
  return {
    ...plan,
    steps: plan.steps.map((step) => hideInStep(step, hide)),
    held: plan.held.map((held) => hideInHeld(held, hide)),
    warnings: plan.warnings.map((finding) => hideInFinding(finding, hide)),
    ...(behind === undefined ? {} : { behind: { ...behind, message: hide(behind.message) } }),
    ...(featuresOff === undefined
      ? {}
      : { featuresOff: featuresOff.map((each) => ({ ...each, message: hide(each.message) })) }),
  };
}

function hideInStep(step: Step, hide: (text: string) => string): Step {
  const because = step.because.map(hide);
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return { ...step, because, changes: step.changes.map((change) => hideInChange(change, hide)) };
    case "redeploy":
    case "heal":
    case "delete-stack":
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
    case "delete-failed-create":
    case "continue-rollback":
      return { ...step, because };
  }
}

function hideInChange(change: Change, hide: (text: string) => string): Change {
  const { from, to } = change;
  return {
    ...change,
    ...(from === undefined ? {} : { from: hide(from) }),
    ...(to === undefined ? {} : { to: hide(to) }),
  };
}

function hideInHeld(held: Held, hide: (text: string) => string): Held {
  const { message, remedy, findings } = held;
  return {
    ...held,
    message: hide(message),
    findings: findings.map((finding) => hideInFinding(finding, hide)),
    ...(remedy === undefined ? {} : { remedy: hide(remedy) }),
  };
}

function hideInFinding(finding: Finding, hide: (text: string) => string): Finding {
  const { message, value } = finding;
  return { ...finding, message: hide(message), ...(value === undefined ? {} : { value: hide(value) }) };
}
