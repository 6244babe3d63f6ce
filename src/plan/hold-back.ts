import type { EnvironmentPlan, Held, Plan } from "../domain/plan.ts";
import type { Finding } from "../domain/finding.ts";
import { digestOf } from "../template/digest.ts";

/** What was found about one workload before anything was written. */
export interface Objections {
  readonly environment: string;
  readonly workload: string;
  /** Why its steps may not be carried out; empty when they may. */
  readonly holds: readonly Held[];
  readonly warnings: readonly Finding[];
}

/** The plan without the steps of workloads that something speaks against; they are held, each with all of its reasons. */
export function holdBack(plan: Plan, objections: readonly Objections[]): Plan {
  if (objections.length === 0) return plan;
  const environments = plan.environments.map((environment) => {
    const own = objections.filter((objection) => objection.environment === environment.environment);
    return own.length === 0 ? environment : withObjections(environment, own);
  });
  return withEnvironments(plan, environments);
}

/** The plan with other plans of its environments. */
export function withEnvironments(plan: Plan, environments: readonly EnvironmentPlan[]): Plan {
  const digests = environments.flatMap(({ steps }) => steps.map(({ digest }) => digest));
  return { ...plan, environments, digest: digestOf(digests) };
}

/** The plan of an environment in which nothing can be changed at all: all of its steps are held, for one reason. */
export function holdAll(plan: EnvironmentPlan, held: Held): EnvironmentPlan {
  return { ...plan, steps: [], held: [held, ...plan.held], digest: digestOf([]) };
}

function withObjections(plan: EnvironmentPlan, objections: readonly Objections[]): EnvironmentPlan {
  const held = new Set(objections.flatMap(({ workload, holds }) => (holds.length > 0 ? [workload] : [])));
  const steps = plan.steps.filter(({ workload }) => workload === undefined || !held.has(workload));
  return {
    ...plan,
    steps,
    held: [...plan.held, ...objections.flatMap(({ holds }) => holds)],
    warnings: [...plan.warnings, ...objections.flatMap(({ warnings }) => warnings)],
    digest: digestOf(steps.map(({ digest }) => digest)),
  };
}
