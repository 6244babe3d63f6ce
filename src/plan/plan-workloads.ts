import type { DesiredEnvironment, DesiredWorkload } from "../domain/desired.ts";
import type { Finding } from "../domain/finding.ts";
import type { EnvironmentPlan, Held, Step } from "../domain/plan.ts";
import { asking, policyOn } from "./ask-policy.ts";
import { judgeWorkload } from "./judge-workload.ts";
import type { MendingPolicy } from "./mend-step.ts";
import { orderSteps } from "./order-steps.ts";
import { type KnownEnvironment, workloadPlaces } from "./places.ts";
import type { EnvironmentRule, PlanInput } from "./plan-input.ts";
import { planRegistration, type RegistrationPlan } from "./plan-registration.ts";
import { planRemovals } from "./plan-removals.ts";
import { planWorkload } from "./plan-workload.ts";

/** What to do about each workload that the commit asks for or that is there without it: changes in the order that they need, then deletions. */
export function planWorkloads(
  desired: DesiredEnvironment,
  rule: EnvironmentRule,
  known: KnownEnvironment,
  input: PlanInput,
  allowed: MendingPolicy,
): Pick<EnvironmentPlan, "steps" | "held" | "inSync" | "warnings"> {
  const steps: Step[] = [];
  const held: Held[] = [];
  const inSync: string[] = [];
  const warnings: Finding[] = [];
  for (const workload of desired.workloads) {
    const stack = known.observed.workloads.get(workload.workload);
    if (stack === undefined)
      throw new Error(`stack of ${desired.environment}/${workload.workload} was never looked at`);
    const registration = registrationOf(desired.environment, workload, known);
    if (registration.kind === "held") {
      held.push(registration.held);
      continue;
    }
    if (registration.kind === "step") steps.push(registration.step);
    const planned = planWorkload(desired.environment, workload, stack, input.records, allowed);
    switch (planned.kind) {
      case "in-sync":
        if (registration.kind === "none") inSync.push(workload.workload);
        break;
      case "steps": {
        const answer = policyOn(workload, stack, input);
        warnings.push(...answer.warnings);
        if (answer.held === undefined) steps.push(...asking(planned.steps, answer));
        else held.push(answer.held);
        break;
      }
      case "mend":
        steps.push(planned.step);
        break;
      case "held":
        held.push(planned.held);
        break;
    }
  }
  const { environment } = desired;
  const removals = planRemovals({
    known,
    desired,
    policy: rule.prune,
    nested: input.nested.get(environment) ?? new Map(),
    records: input.records,
  });
  return {
    // Last, so that what the commit asks for does not wait for a deletion.
    steps: [...orderSteps(steps), ...removals.steps],
    held: [...held, ...removals.held],
    inSync,
    warnings: [
      ...desired.warnings,
      ...(desired.own?.kind === "rendered" ? desired.own.warnings : []),
      ...desired.workloads.flatMap((workload) => (workload.kind === "rendered" ? workload.warnings : [])),
      ...warnings,
    ],
  };
}

function registrationOf(
  environment: string,
  { workload, type }: DesiredWorkload,
  known: KnownEnvironment,
): RegistrationPlan {
  const { record } = known.application;
  if (record.kind !== "present") return { kind: "none" };
  const stack = known.observed.workloads.get(workload);
  return planRegistration({
    target: { environment, workload },
    application: record.value,
    judgement: judgeWorkload(workloadPlaces(known, workload)),
    type,
    stack: stack?.kind === "present" ? stack.value : undefined,
  });
}
