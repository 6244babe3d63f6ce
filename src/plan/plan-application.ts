import type { DesiredEnvironment, DesiredEnvironmentStack, DesiredWorkload } from "../domain/desired.ts";
import type { Finding } from "../domain/finding.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import type { Behind, EnvironmentPlan, Held, Mode, Plan, Step } from "../domain/plan.ts";
import type { RecordedState } from "../domain/records.ts";
import type { Revision } from "../domain/revision.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import { digestOf } from "../template/digest.ts";
import { type EnvironmentObstacle, neverDeployed, obstacleOf } from "./environment-obstacle.ts";
import { orderSteps } from "./order-steps.ts";
import { planEnvironmentStack } from "./plan-environment-stack.ts";
import { askPolicy, type PolicyAnswer, type PolicyInput } from "./policy-hold.ts";
import { type DueRedeployment, redeploySteps } from "./redeploy-steps.ts";
import { planWorkload } from "./plan-workload.ts";

/** What is known of one environment before planning: what its commit asks for, or why no commit could be found or read. */
export type EnvironmentWish =
  | { readonly kind: "desired"; readonly desired: DesiredEnvironment; readonly behind?: Behind }
  | { readonly kind: "held"; readonly held: Held; readonly revision?: Revision };

/** What the operator's configuration says of one environment. */
export interface EnvironmentRule {
  readonly environment: string;
  readonly mode: Mode;
  readonly after?: string;
}

/** Everything that a plan is made from. */
export interface PlanInput {
  readonly application: string;
  /** In the order of the configuration. */
  readonly rules: readonly EnvironmentRule[];
  readonly wishes: ReadonlyMap<string, EnvironmentWish>;
  readonly observed: ObservedApplication;
  readonly records: RecordedState;
  /** Services that are to get new tasks. */
  readonly redeployments?: readonly DueRedeployment[];
  readonly policy: Pick<PolicyInput, "settings" | "otherApplications" | "today">;
}

/** Decides what to do, what to leave, and why. Pure: the same input gives the same plan. */
export function planApplication(input: PlanInput): Plan {
  const environments = input.rules.map((rule) => withDigest(planEnvironment(rule, input)));
  const digests = environments.flatMap((environment) => environment.steps.map((step) => step.digest));
  return { application: input.application, environments, digest: digestOf(digests) };
}

function withDigest(plan: Omit<EnvironmentPlan, "digest">): EnvironmentPlan {
  return { ...plan, digest: digestOf(plan.steps.map((step) => step.digest)) };
}

function planEnvironment(rule: EnvironmentRule, input: PlanInput): Omit<EnvironmentPlan, "digest"> {
  const wish = input.wishes.get(rule.environment);
  const observed = input.observed.environments.get(rule.environment);
  if (wish === undefined || observed === undefined)
    throw new Error(`environment ${rule.environment} was never looked at`);
  const base = {
    environment: rule.environment,
    mode: rule.mode,
    ...(rule.after === undefined ? {} : { after: rule.after }),
    ...(wish.kind === "desired" && wish.behind !== undefined ? { behind: wish.behind } : {}),
  };
  if (wish.kind === "held") {
    const revision = wish.revision === undefined ? {} : { revision: wish.revision };
    return { ...base, ...revision, steps: [], held: [wish.held], inSync: [], warnings: [] };
  }
  const { desired } = wish;
  const obstacle = obstacleOf(input.observed, observed);
  if (obstacle !== undefined) {
    const held = [heldBy(rule.environment, obstacle)];
    return { ...base, revision: desired.revision, steps: [], held, inSync: [], warnings: desired.warnings };
  }
  const own = planOwn(desired, observed, input);
  const workloads = planWorkloads(desired, observed, input);
  return {
    ...base,
    revision: desired.revision,
    ...workloads,
    steps: [
      ...own.steps,
      ...workloads.steps,
      ...redeploySteps(rule.environment, workloads.inSync, input.redeployments ?? []),
    ],
    held: [...own.held, ...workloads.held],
    warnings: [...workloads.warnings, ...own.warnings],
  };
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
): Pick<EnvironmentPlan, "steps" | "held" | "warnings"> {
  if (own === undefined) return { steps: [], held: [], warnings: [] };
  const planned = planEnvironmentStack({ environment, revision }, own, observed.stack, input.records);
  const blocked = planned.kind === "steps" ? undefined : neverDeployed(observed);
  const held = blocked === undefined ? [] : [heldBy(environment, blocked)];
  switch (planned.kind) {
    case "in-sync":
      return { steps: [], held, warnings: [] };
    case "steps": {
      const answer = policyOn(own, observed.stack, input);
      if (answer.held === undefined) return { steps: planned.steps, held, warnings: answer.warnings };
      return { steps: [], held: [answer.held, ...held], warnings: answer.warnings };
    }
    case "held":
      return { steps: [], held: [planned.held, ...held], warnings: [] };
  }
}

function planWorkloads(
  desired: DesiredEnvironment,
  observed: ObservedEnvironment,
  input: PlanInput,
): Pick<EnvironmentPlan, "steps" | "held" | "inSync" | "warnings"> {
  const steps: Step[] = [];
  const held: Held[] = [];
  const inSync: string[] = [];
  const warnings: Finding[] = [];
  for (const workload of desired.workloads) {
    const stack = observed.workloads.get(workload.workload);
    if (stack === undefined)
      throw new Error(`stack of ${desired.environment}/${workload.workload} was never looked at`);
    const planned = planWorkload(desired.environment, workload, stack, input.records);
    switch (planned.kind) {
      case "in-sync":
        inSync.push(workload.workload);
        break;
      case "steps": {
        const answer = policyOn(workload, stack, input);
        warnings.push(...answer.warnings);
        if (answer.held === undefined) steps.push(...planned.steps);
        else held.push(answer.held);
        break;
      }
      case "held":
        held.push(planned.held);
        break;
    }
  }
  return {
    steps: orderSteps(steps),
    held: [...held, ...notInGit(desired, observed)],
    inSync,
    warnings: [
      ...desired.warnings,
      ...(desired.own?.kind === "rendered" ? desired.own.warnings : []),
      ...desired.workloads.flatMap((workload) => (workload.kind === "rendered" ? workload.warnings : [])),
      ...warnings,
    ],
  };
}

/** Only a stack that is to be changed is judged: what is in sync stands there already. */
function policyOn(
  desired: DesiredWorkload | DesiredEnvironmentStack,
  observed: Observed<ObservedStack>,
  input: PlanInput,
): PolicyAnswer {
  if (desired.kind !== "rendered") return { held: undefined, warnings: [] };
  const { judged, stack } = desired;
  const deployed = observed.kind === "present" ? observed.value : undefined;
  const otherEnvironments = input.rules
    .map((rule) => rule.environment)
    .filter((name) => name !== judged.environment);
  return askPolicy(judged, stack, deployed, { ...input.policy, otherEnvironments });
}

/** Whether a stack holds anything: a shell that no change set was executed on does not. */
function isDeployed(stack: Observed<ObservedStack>): boolean {
  return stack.kind === "present" && situationOf(stack.value.status) !== "shell";
}

/** Stacks of workloads that the commit does not have. Nothing is pruned unless it was asked for (design.md 9). */
function notInGit(desired: DesiredEnvironment, observed: ObservedEnvironment): readonly Held[] {
  const wanted = new Set(desired.workloads.map((workload) => workload.workload));
  return [...observed.workloads]
    .filter(([workload, stack]) => !wanted.has(workload) && isDeployed(stack))
    .map(([workload]) => ({
      environment: desired.environment,
      workload,
      reason: "NotInGit",
      message: `${workload} is deployed, but branch ${desired.revision.branch} has no copilot/${workload}/manifest.yml; it is left as it is`,
      remedy: `Restore its folder, or delete the stack yourself once nobody needs it.`,
      findings: [],
    }));
}
