import type { DesiredEnvironment, DesiredEnvironmentStack, DesiredWorkload } from "../domain/desired.ts";
import type { Finding } from "../domain/finding.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import type { OpenStage } from "../domain/open-stage.ts";
import type { Behind, EnvironmentPlan, Held, Mode, Plan, StackStep, Step } from "../domain/plan.ts";
import type { PromotionRules } from "../domain/promotion.ts";
import type { PrunePolicy } from "../domain/prune-policy.ts";
import type { RecordedState } from "../domain/records.ts";
import type { Revision } from "../domain/revision.ts";
import type { ObservedStack } from "../domain/stack.ts";
import { digestOf } from "../template/digest.ts";
import { type EnvironmentObstacle, neverDeployed, obstacleOf } from "./environment-obstacle.ts";
import { inconsistenciesOf } from "./inconsistencies.ts";
import { judgeWorkload } from "./judge-workload.ts";
import { mendingOf, type MendingPolicy, mendStep } from "./mend-step.ts";
import type { EnvironmentRoles } from "../domain/cloud.ts";
import { defaultFailurePolicy, type FailurePolicy } from "../domain/failure-policy.ts";
import type { DueHeal, HealMode } from "../domain/healing.ts";
import { healSteps } from "./heal-steps.ts";
import { orderSteps } from "./order-steps.ts";
import { type KnownEnvironment, workloadPlaces } from "./places.ts";
import { pipelineHold } from "./pipeline-hold.ts";
import { planEnvironmentStack } from "./plan-environment-stack.ts";
import { askPolicy, type PolicyAnswer, type PolicyInput } from "./policy-hold.ts";
import { type DueRedeployment, redeploySteps } from "./redeploy-steps.ts";
import { type Forgetting, planForgets } from "./plan-forget.ts";
import { planRegistration, type RegistrationPlan } from "./plan-registration.ts";
import { planRemovals } from "./plan-removals.ts";
import { planWorkload } from "./plan-workload.ts";
import type { NestedTemplates } from "./stack-data.ts";
import { ruleFor } from "./stuck-stacks.ts";

/** What is known of one environment before planning: what its commit asks for, or why no commit could be found or read. */
export type EnvironmentWish =
  | { readonly kind: "desired"; readonly desired: DesiredEnvironment; readonly behind?: Behind }
  | { readonly kind: "held"; readonly held: Held; readonly revision?: Revision };

/** What the operator's configuration says of one environment. */
export interface EnvironmentRule {
  readonly environment: string;
  readonly mode: Mode;
  readonly after?: string;
  /** What may be deleted; absent: nothing. */
  readonly prune?: PrunePolicy;
  readonly roles?: EnvironmentRoles;
  readonly failing?: FailurePolicy;
  /** What is done about settings that somebody has changed live; they are told of when it is absent. */
  readonly heal?: HealMode;
  readonly promotion?: Pick<PromotionRules, "approvalFor">;
  /** Whether Copilot's pipelines that deploy there hold what is to be applied; they do when absent. */
  readonly pipelines?: "hold" | "ignore";
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
  /** Services with settings that somebody has changed live. */
  readonly heals?: readonly DueHeal[];
  readonly policy: Pick<PolicyInput, "settings" | "otherApplications" | "today">;
  /** Stages through which Copilot's pipelines still deploy; absent: they were not asked for. */
  readonly openStages: Observed<readonly OpenStage[]>;
  /** Every environment that a branch of the configuration feeds, looked at or not. */
  readonly fed: readonly string[];
  /** Of the stacks that may be deleted, the templates nested in them; by environment, then by workload. */
  readonly nested: ReadonlyMap<string, ReadonlyMap<string, Observed<NestedTemplates>>>;
}

/** Decides what to do, what to leave, and why. Pure: the same input gives the same plan. */
export function planApplication(input: PlanInput): Plan {
  const known = input.rules.map((rule) => ({
    rule,
    environment: rule.environment,
    known: knownOf(rule, input),
  }));
  const forgettings = forgettingsIn(input, known);
  const forgets = [...forgettings.values()].flatMap((item) => (item.kind === "step" ? [item.step] : []));
  const environments = input.rules.map((rule) => {
    const planned = withPipelines(planEnvironment(rule, input), rule, input);
    const own = forgets.filter((step) => step.environment === rule.environment);
    return withDigest({ ...planned, steps: [...planned.steps, ...own] });
  });
  const registered = input.observed.registeredEnvironments;
  const inconsistencies = inconsistenciesOf({ environments: known, registered, fed: input.fed, forgettings });
  const digests = environments.flatMap((environment) => environment.steps.map((step) => step.digest));
  return { application: input.application, environments, inconsistencies, digest: digestOf(digests) };
}

function knownOf(
  { environment }: EnvironmentRule,
  { wishes, observed: application }: PlanInput,
): KnownEnvironment {
  const wish = wishes.get(environment);
  const observed = application.environments.get(environment);
  if (wish === undefined || observed === undefined)
    throw new Error(`environment ${environment} was never looked at`);
  return { wish, observed, application };
}

function forgettingsIn(
  input: PlanInput,
  known: readonly { readonly rule: EnvironmentRule; readonly known: KnownEnvironment }[],
): ReadonlyMap<string, Forgetting> {
  const { record, components, registeredEnvironments: registered } = input.observed;
  if (record.kind !== "present" || components.kind !== "present") return new Map();
  return planForgets({
    application: record.value,
    environments: known.map((item) => ({
      environment: item.rule.environment,
      known: item.known,
      policy: item.rule.prune,
      obstacle: obstacleOf(input.observed, item.known.observed),
    })),
    fed: input.fed,
    registered,
  });
}

function withPipelines(
  plan: Omit<EnvironmentPlan, "digest">,
  { environment, pipelines }: EnvironmentRule,
  { openStages }: PlanInput,
): Omit<EnvironmentPlan, "digest"> {
  const hold = pipelines === "ignore" ? undefined : pipelineHold(environment, openStages);
  return hold === undefined ? plan : { ...plan, held: [hold, ...plan.held] };
}

function withDigest(plan: Omit<EnvironmentPlan, "digest">): EnvironmentPlan {
  return { ...plan, digest: digestOf(plan.steps.map((step) => step.digest)) };
}

function planEnvironment(rule: EnvironmentRule, input: PlanInput): Omit<EnvironmentPlan, "digest"> {
  const known = knownOf(rule, input);
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

function planWorkloads(
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

/** The steps with what policy asks a person about them. */
function asking(steps: readonly StackStep[], { asks }: PolicyAnswer): readonly StackStep[] {
  return asks.length === 0 ? steps : steps.map((step) => ({ ...step, asks }));
}

/** Only a stack that is to be changed is judged: what is in sync stands there already. */
function policyOn(
  desired: DesiredWorkload | DesiredEnvironmentStack,
  observed: Observed<ObservedStack>,
  input: PlanInput,
): PolicyAnswer {
  if (desired.kind !== "rendered") return { held: undefined, asks: [], warnings: [] };
  const { judged, stack } = desired;
  const deployed = observed.kind === "present" ? observed.value : undefined;
  const otherEnvironments = input.rules
    .map((rule) => rule.environment)
    .filter((name) => name !== judged.environment);
  return askPolicy(judged, stack, deployed, { ...input.policy, otherEnvironments });
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
