import type { Cloud, ServiceRequest } from "../domain/cloud.ts";
import type { StepOutcome, WorkloadHealth } from "../domain/report.ts";
import { operationOf, type StackId, stackKey } from "../domain/stack.ts";
import { assessService } from "../health/assess-service.ts";
import type { HealthMemory } from "./health-memory.ts";
import type { Sight } from "./in-brief.ts";

/**
 * How every deployed workload runs: those that were found deployed, and those that steps have created since. With a memory those that
 * ran well a short while ago are not asked about again.
 */
export async function assessHealth(
  cloud: Cloud,
  seen: Sight,
  outcomes: readonly StepOutcome[],
  signal: AbortSignal,
  memory?: HealthMemory,
): Promise<readonly WorkloadHealth[]> {
  const deployed = deployedStacks(seen, outcomes);
  const known = new Map(deployed.map((one) => [one, memory?.recall(one, seen.plan)]));
  const asked = deployed.filter((one) => known.get(one) === undefined);
  const services = await cloud.observeServices(
    asked.map((one) => requestFor(seen, one)),
    signal,
  );
  return deployed.map((one) => {
    const before = known.get(one);
    if (before !== undefined) return before;
    const service = services.get(stackKey(one.stack));
    if (service === undefined) throw new Error(`the service of ${one.stack.name} was never looked at`);
    const { environment, workload } = one;
    const health = { environment, workload, ...assessService(service) };
    return memory?.remember(one, health) ?? health;
  });
}

/** One workload's stack, and what tells its last operation from others. */
export interface DeployedStack {
  readonly environment: string;
  readonly workload: string;
  readonly stack: StackId;
  /** Absent when one has just ended. */
  readonly asOf?: string;
}

function deployedStacks(seen: Sight, outcomes: readonly StepOutcome[]): readonly DeployedStack[] {
  const deployed = new Map<string, DeployedStack>();
  for (const { environment, workloads } of seen.observed.environments.values()) {
    for (const [workload, stack] of workloads) {
      if (stack.kind !== "present") continue;
      const { id } = stack.value;
      deployed.set(stackKey(id), { environment, workload, stack: id, asOf: operationOf(stack.value) });
    }
  }
  for (const { kind, step } of outcomes) {
    const { environment, workload } = step;
    if (kind !== "applied" || workload === undefined) continue;
    switch (step.kind) {
      case "create-stack":
      case "update-stack":
      case "refresh-functions":
      case "redeploy":
      case "heal":
        deployed.set(stackKey(step.stack), { environment, workload, stack: step.stack });
        break;
      case "delete-stack":
        deployed.delete(stackKey(step.stack));
        break;
      case "register-workload":
      case "adopt-workload":
      case "forget-workload":
      case "delete-failed-create":
      case "continue-rollback":
    }
  }
  return [...deployed.values()];
}

function requestFor(seen: Sight, { environment, stack, asOf }: DeployedStack): ServiceRequest {
  const record = seen.observed.environments.get(environment)?.record;
  if (record?.kind !== "present") throw new Error(`environment ${environment} was never looked at`);
  const roles = seen.roles.get(environment) ?? {};
  return { record: record.value, roles, stack, ...(asOf === undefined ? {} : { asOf }) };
}
