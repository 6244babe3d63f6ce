import type { ObservedApplication, ObservedEnvironment } from "../domain/observed-application.ts";
import { type Observed, present } from "../domain/observed.ts";
import type { Plan, StackStep } from "../domain/plan.ts";
import type { ObservedStack, StackContent } from "../domain/stack.ts";
import { isSameTarget } from "../domain/target.ts";
import { changesAddons } from "../plan/explain-change-set.ts";
import type { Eyes } from "./eyes.ts";
import type { Look } from "./look.ts";

/**
 * Looks into the addons that a plan changes: without what is deployed there, nobody can say what becomes of it. Answers what was
 * observed with that in it, or undefined when no addons change.
 */
export async function observeAddons(
  eyes: Eyes,
  plan: Plan,
  observed: ObservedApplication,
  roles: Look["roles"],
  signal: AbortSignal,
): Promise<ObservedApplication | undefined> {
  const changing = plan.environments.flatMap(({ steps }) =>
    steps.filter(isStackStep).filter((step) => step.base.kind === "deployed" && changesAddons(step)),
  );
  if (changing.length === 0) return undefined;
  const found = await Promise.all(
    changing.map(async (step) => [step, await look(eyes, step, observed, roles, signal)] as const),
  );
  const environments = [...observed.environments].map(([name, environment]) => {
    const own = found.filter(([step]) => step.environment === name);
    return [
      name,
      own.reduce((before, [step, addons]) => withAddons(before, step, addons), environment),
    ] as const;
  });
  return { ...observed, environments: new Map(environments) };
}

function isStackStep(step: Plan["environments"][number]["steps"][number]): step is StackStep {
  return step.kind === "create-stack" || step.kind === "update-stack" || step.kind === "refresh-functions";
}

async function look(
  eyes: Eyes,
  step: StackStep,
  observed: ObservedApplication,
  roles: Look["roles"],
  signal: AbortSignal,
): Promise<Observed<StackContent>> {
  const record = observed.environments.get(step.environment)?.record;
  if (record?.kind !== "present") throw new Error(`environment ${step.environment} was never looked at`);
  const request = { record: record.value, roles: roles.get(step.environment) ?? {}, stack: step.stack };
  return eyes.cloud.observeAddons(request, signal);
}

function withAddons(
  environment: ObservedEnvironment,
  step: StackStep,
  addons: Observed<StackContent>,
): ObservedEnvironment {
  const added = (stack: Observed<ObservedStack>): Observed<ObservedStack> =>
    stack.kind === "present" ? present({ ...stack.value, addons }) : stack;
  const { workload } = step;
  if (isSameTarget(step, { environment: environment.environment }) || workload === undefined)
    return { ...environment, stack: added(environment.stack) };
  const stack = environment.workloads.get(workload);
  if (stack === undefined) return environment;
  return { ...environment, workloads: new Map(environment.workloads).set(workload, added(stack)) };
}
