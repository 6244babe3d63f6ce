import type { Clock } from "../domain/clock.ts";
import type { Plan } from "../domain/plan.ts";
import type { WorkloadHealth } from "../domain/report.ts";
import { stackKey } from "../domain/stack.ts";
import { sha256 } from "../template/digest.ts";
import type { DeployedStack } from "./assess-health.ts";

/** What a loop remembers of how workloads run, so that a pass which finds nothing to do does not ask about each of them again. */
export interface HealthMemory {
  /** How a workload ran, when that still counts. */
  recall(one: DeployedStack, plan: Plan): WorkloadHealth | undefined;
  /** Remembers an answer; returned with the time at which it was given. */
  remember(one: DeployedStack, health: WorkloadHealth): WorkloadHealth;
}

/**
 * How long the answer counts that a workload runs well, in milliseconds: at least, and how much longer at most. Each environment has a time of its
 * own, so that not all services of a thousand are asked about in the same pass; those of one, which are described ten in a call, have the same.
 */
const goodFor = 3 * 60_000;
const upTo = 3 * 60_000;

function goodForIn(environment: string, { application }: Plan): number {
  const share = Number.parseInt(sha256(`${application} ${environment}`).slice(0, 8), 16) / 2 ** 32;
  return goodFor + share * upTo;
}

/**
 * An answer counts for three to six minutes, as long as the stack has not changed since, the workload ran well, and nothing is decided by
 * it: environments that others come after are asked about in every pass.
 */
export function makeHealthMemory(clock: Clock): HealthMemory {
  const known = new Map<
    string,
    { readonly operation: string; readonly health: WorkloadHealth; readonly at: Date }
  >();
  return {
    recall: ({ environment, stack, asOf }, plan) => {
      const found = known.get(stackKey(stack));
      if (found === undefined || found.operation !== asOf) return undefined;
      const { health, at } = found;
      if (health.status !== "Healthy" && health.status !== "Suspended") return undefined;
      if (clock.now().getTime() - at.getTime() >= goodForIn(environment, plan)) return undefined;
      return plan.environments.some(({ after }) => after === environment) ? undefined : health;
    },
    remember: ({ stack, asOf }, health) => {
      const at = clock.now();
      const told = { ...health, at };
      if (asOf !== undefined) known.set(stackKey(stack), { operation: asOf, health: told, at });
      return told;
    },
  };
}
