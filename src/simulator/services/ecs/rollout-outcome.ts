import type { CallContext } from "../../kernel/service.ts";
import { ecs } from "./ecs-state.ts";
import { primaryOf } from "./start-deployment.ts";

/** How a service's newest deployment from outside ends. */
export type RolloutOutcome =
  | { readonly kind: "running" }
  | { readonly kind: "completed" }
  | { readonly kind: "failed"; readonly reason: string };

/** The id of the deployment that a service is rolling out now, or rolled out last. */
export function newestDeployment(context: CallContext, serviceArn: string): string | undefined {
  const service = context.state(ecs).services.get(serviceArn);
  return service === undefined ? undefined : primaryOf(service)?.id;
}

/**
 * How a deployment stands, for who waits for it. What the circuit breaker took back has failed, also while the service
 * still rolls back.
 */
export function rolloutOutcome(
  context: CallContext,
  serviceArn: string,
  deploymentId: string,
): RolloutOutcome {
  const service = context.state(ecs).services.get(serviceArn);
  if (service === undefined || service.status !== "ACTIVE")
    return { kind: "failed", reason: "Service is not ACTIVE." };
  const failure = context.state(ecs).failures.get(deploymentId);
  if (failure !== undefined) return { kind: "failed", reason: failure };
  const deployment = service.deployments.find(({ id }) => id === deploymentId);
  if (deployment === undefined) {
    return { kind: "failed", reason: "ECS deployment was superseded by another deployment." };
  }
  switch (deployment.rolloutState) {
    case "COMPLETED":
      return deployment.desiredCount === 0 || service.deployments.length === 1
        ? { kind: "completed" }
        : { kind: "running" };
    case "FAILED":
      return { kind: "failed", reason: deployment.rolloutStateReason };
    case "IN_PROGRESS":
      return { kind: "running" };
  }
}
