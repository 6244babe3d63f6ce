import type { DesiredEnvironment } from "../domain/desired.ts";
import { defaultFailurePolicy } from "../domain/failure-policy.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { EnvironmentPlan, Held, Step } from "../domain/plan.ts";
import { asking, policyOn } from "./ask-policy.ts";
import { type EnvironmentObstacle, neverDeployed, obstacleOf } from "./environment-obstacle.ts";
import { healSteps } from "./heal-steps.ts";
import { mendingOf, type MendingPolicy, mendStep } from "./mend-step.ts";
import type { KnownEnvironment } from "./places.ts";
import { planEnvironmentStack } from "./plan-environment-stack.ts";
import type { EnvironmentRule, PlanInput } from "./plan-input.ts";
import { planWorkloads } from "./plan-workloads.ts";
import { redeploySteps } from "./redeploy-steps.ts";
import { ruleFor } from "./stuck-stacks.ts";

/** What to do in one environment, what is held there and why, and what is as its commit asks. */
export function planEnvironment(
  rule: EnvironmentRule,
  known: KnownEnvironment,
  input: PlanInput,
): Omit<EnvironmentPlan, "digest"> {
  const { wish, observed } = known;
  const approvalFor = rule.promotion?.approvalFor;
  const base = {
    environment: rule.environment,
    mode: rule.mode,
    ...(rule.after === undefined ? {} : { after: rule.after }),
    ...(approvalFor === undefined ? {} : { approvalFor }),
    ...(wish.kind === "desired" && wish.behind !== undefined ? { behind: wish.behind } : {}),
    ...(observed.featuresOff === undefined ? {} : { featuresOff: observed.featuresOff }),
  };
  if (wish.kind === "held") {
    const revision = wish.revision === undefined ? {} : { revision: wish.revision };
    return { ...base, ...revision, steps: [], held: [wish.held], inSync: [], warnings: [] };
  }
  const { desired } = wish;
  const obstacle = obstacleOf(input.observed, observed);
  if (obstacle !== undefined) {
    const held = [heldBy(rule.environment, obstacle)];
    const steps = mendsOf(rule, observed, input);
    return { ...base, revision: desired.revision, steps, held, inSync: [], warnings: desired.warnings };
  }
  const allowed = mendingPolicyOf(rule);
  const own = planOwn(desired, observed, input, allowed);
  const workloads = planWorkloads(desired, rule, known, input, allowed);
  return {
    ...base,
    revision: desired.revision,
    ...workloads,
    steps: [
      ...own.steps,
      ...workloads.steps,
      ...redeploySteps(rule.environment, workloads.inSync, input.redeployments ?? []),
      ...healSteps(rule.environment, rule.heal, workloads.inSync, input.heals ?? []),
    ],
    held: [...own.held, ...workloads.held],
    warnings: [...workloads.warnings, ...own.warnings],
  };
}

function mendingPolicyOf({ failing = defaultFailurePolicy, roles }: EnvironmentRule): MendingPolicy {
  const { recreate, continueRollback } = failing;
  return { recreate, continueRollback, mayContinue: roles?.apply !== undefined };
}

/** What gets an environment's own stack out of where it is stuck. It is never deleted: its roles are what everything else works with. */
function mendsOf(
  rule: EnvironmentRule,
  { environment, stack }: ObservedEnvironment,
  { records }: PlanInput,
): readonly Step[] {
  if (stack.kind !== "present") return [];
  const target = { environment };
  const stuck = { target, stack: stack.value, mending: mendingOf(target, records, mendingPolicyOf(rule)) };
  const found = ruleFor(stuck);
  return found.does === "continue" ? [mendStep(stuck, found)] : [];
}

function heldBy(environment: string, obstacle: EnvironmentObstacle): Held {
  const { reason, message, remedy } = obstacle;
  return { environment, reason, message, ...(remedy === undefined ? {} : { remedy }), findings: [] };
}

/** The environment's own stack comes first; its workloads are planned against it as it is now, and again once it has changed. */
function planOwn(
  { environment, revision, own }: DesiredEnvironment,
  observed: ObservedEnvironment,
  input: PlanInput,
  allowed: MendingPolicy,
): Pick<EnvironmentPlan, "steps" | "held" | "warnings"> {
  if (own === undefined) return { steps: [], held: [], warnings: [] };
  const planned = planEnvironmentStack(
    { environment, revision },
    own,
    observed.stack,
    input.records,
    allowed,
  );
  const blocked = planned.kind === "steps" ? undefined : neverDeployed(observed);
  const held = blocked === undefined ? [] : [heldBy(environment, blocked)];
  switch (planned.kind) {
    case "in-sync":
      return { steps: [], held, warnings: [] };
    case "steps": {
      const answer = policyOn(own, observed.stack, input);
      if (answer.held === undefined)
        return { steps: asking(planned.steps, answer), held, warnings: answer.warnings };
      return { steps: [], held: [answer.held, ...held], warnings: answer.warnings };
    }
    case "mend":
      return { steps: [planned.step], held, warnings: [] };
    case "held":
      return { steps: [], held: [planned.held, ...held], warnings: [] };
  }
}
