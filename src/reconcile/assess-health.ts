import type { Cloud } from "../domain/cloud.ts";
import type { StepOutcome, WorkloadHealth } from "../domain/report.ts";
import { assessService } from "../health/assess-service.ts";
import { stackKey } from "../domain/stack.ts";
import type { StackId } from "../domain/stack.ts";
import type { Look } from "./look.ts";

/** How every deployed workload runs: those that were found deployed, and those that steps have created since. */
export async function assessHealth(
  cloud: Cloud,
  seen: Look,
  outcomes: readonly StepOutcome[],
  signal: AbortSignal,
): Promise<readonly WorkloadHealth[]> {
  const deployed = new Map<
    string,
    { readonly environment: string; readonly workload: string; readonly stack: StackId }
  >();
  for (const { environment, workloads } of seen.observed.environments.values()) {
    for (const [workload, stack] of workloads) {
      if (stack.kind === "present")
        deployed.set(stackKey(stack.value.id), { environment, workload, stack: stack.value.id });
    }
  }
  for (const { kind, step } of outcomes) {
    const { environment, workload } = step;
    if (kind !== "applied" || workload === undefined) continue;
    switch (step.kind) {
      case "create-stack":
      case "update-stack":
      case "refresh-functions":
        deployed.set(stackKey(step.stack), { environment, workload, stack: step.stack });
    }
  }
  return Promise.all(
    [...deployed.values()].map(async ({ environment, workload, stack }) => {
      const record = seen.observed.environments.get(environment)?.record;
      if (record?.kind !== "present") throw new Error(`environment ${environment} was never looked at`);
      const roles = seen.roles.get(environment) ?? {};
      const service = await cloud.observeService({ record: record.value, roles, stack }, signal);
      return { environment, workload, ...assessService(service) };
    }),
  );
}
