import type { EnvironmentPlan, Plan } from "../domain/plan.ts";
import { digestOf } from "../template/digest.ts";
import { obstacleOf } from "./environment-obstacle.ts";
import { inconsistenciesOf } from "./inconsistencies.ts";
import { pipelineHold } from "./pipeline-hold.ts";
import type { KnownEnvironment } from "./places.ts";
import { planEnvironment } from "./plan-environment.ts";
import { type Forgetting, planForgets } from "./plan-forget.ts";
import type { EnvironmentRule, PlanInput } from "./plan-input.ts";

/** Decides what to do, what to leave, and why. Pure: the same input gives the same plan. */
export function planApplication(input: PlanInput): Plan {
  const known = input.rules.map((rule) => ({
    rule,
    environment: rule.environment,
    known: knownOf(rule, input),
  }));
  const forgettings = forgettingsIn(input, known);
  const forgets = [...forgettings.values()].flatMap((item) => (item.kind === "step" ? [item.step] : []));
  const environments = known.map(({ rule, known: one }) => {
    const planned = withPipelines(planEnvironment(rule, one, input), rule, input);
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
