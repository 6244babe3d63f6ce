import type { LookUpRequest } from "../domain/cloud.ts";
import type { ObservedApplication } from "../domain/observed-application.ts";
import type { EnvironmentPlan, Held, Plan } from "../domain/plan.ts";
import type { PreflightLooks } from "../domain/preflight.ts";
import { holdAll, withEnvironments } from "../plan/hold-back.ts";
import type { Subject } from "./subject.ts";

/**
 * Assumes, before anything is written, the role by which each environment with something to do is to be changed. Where that is refused the
 * whole environment is held: a step would fail at its first request, and the steps before it would have been carried out for nothing.
 * Where Autoland only looks, and where the role is the one that it has looked with, nobody is asked.
 */
export async function tryApplyRoles(
  cloud: Pick<PreflightLooks, "tryApplyRole">,
  subject: Subject,
  observed: ObservedApplication,
  plan: Plan,
  signal: AbortSignal,
): Promise<Plan> {
  const environments = await Promise.all(
    plan.environments.map(async (environment) => {
      const place = placeOf(environment, subject, observed);
      if (place === undefined || !isAsked(environment, place)) return environment;
      const failure = await cloud.tryApplyRole(place, signal);
      if (failure === undefined) return environment;
      const { reason, message, remedy } = failure;
      const held: Held = {
        environment: environment.environment,
        reason,
        message: `nothing can be changed in ${environment.environment}: ${message}`,
        ...(remedy === undefined ? {} : { remedy }),
        findings: [],
      };
      return holdAll(environment, held);
    }),
  );
  signal.throwIfAborted();
  return environments.every((environment, index) => environment === plan.environments[index])
    ? plan
    : withEnvironments(plan, environments);
}

function placeOf(
  { environment }: EnvironmentPlan,
  subject: Subject,
  observed: ObservedApplication,
): LookUpRequest | undefined {
  const record = observed.environments.get(environment)?.record;
  if (record?.kind !== "present") return undefined;
  const roles = subject.environments.find((rule) => rule.environment === environment)?.roles ?? {};
  return { record: record.value, roles };
}

function isAsked({ mode, steps }: EnvironmentPlan, { record, roles }: LookUpRequest): boolean {
  const { look = record.managerRoleArn, apply = record.managerRoleArn } = roles;
  return mode !== "look" && steps.length > 0 && apply !== look;
}
