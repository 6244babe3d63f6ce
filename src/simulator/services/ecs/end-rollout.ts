import type { CallContext } from "../../kernel/service.ts";
import { alarmsIn } from "../cloudwatch/alarm-state.ts";
import { ecs, type Deployment, type Service, type ServiceDeployment } from "./ecs-state.ts";
import { requireTaskDefinition } from "./find-ecs.ts";
import { stopTask } from "./launch-task.ts";
import { liveTasks, secondsSince } from "./live-tasks.ts";
import { publishDeploymentState } from "./publish-deployment-state.ts";
import { addServiceEvent } from "./service-events.ts";
import { startRollback, thresholdOf } from "./start-deployment.ts";

/** Ends a rollout that its circuit breaker or its alarms give up; true when it did. A rollback is never given up. */
export function isGivenUp(context: CallContext, service: Service, deployment: Deployment): boolean {
  if (deployment.rollbackOf !== undefined) return false;
  const { deploymentCircuitBreaker, alarms } = service.settings.deploymentConfiguration ?? {};
  const tripped =
    deploymentCircuitBreaker?.enable === true &&
    deployment.failedTasks >= thresholdOf(deployment.desiredCount);
  if (tripped) {
    fail(context, service, deployment, {
      rollback: deploymentCircuitBreaker.rollback === true,
      state: "ECS deployment circuit breaker: tasks failed to start.",
      event: "tasks failed to start.",
      reason: "Service deployment rolled back because the circuit breaker threshold was exceeded.",
    });
    return true;
  }
  const ringing = alarms?.enable === true ? alarmsIn(context, "ALARM", alarms.alarmNames ?? []) : [];
  if (ringing.length === 0) return false;
  fail(context, service, deployment, {
    rollback: alarms?.rollback === true,
    state: "ECS deployment alarm: alarm detected.",
    event: "alarm detected.",
    reason: `Service deployment rolled back because the following alarms were triggered: ${ringing.join(", ")}`,
  });
  return true;
}

/** Ends a rollout that is through: its service has one deployment and is steady. */
export function completeRollout(context: CallContext, service: Service, deployment: Deployment): void {
  deployment.rolloutState = "COMPLETED";
  deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
  deployment.updatedAt = context.now;
  service.deployments = [deployment];
  publishDeploymentState(context, service, deployment);
  forgetOldTasks(context);
  addServiceEvent(context, service, `(deployment ${deployment.id}) deployment completed.`);
  addServiceEvent(context, service, "has reached a steady state.");
  const rolledBack = deployment.rollbackOf !== undefined;
  finish(
    context,
    serviceDeploymentOf(context, deployment),
    rolledBack ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL",
  );
}

/** The service deployment that a deployment is part of. */
export function serviceDeploymentOf(
  context: CallContext,
  deployment: Deployment,
): ServiceDeployment | undefined {
  return context.state(ecs).serviceDeployments.get(deployment.serviceDeploymentArn);
}

function fail(
  context: CallContext,
  service: Service,
  deployment: Deployment,
  why: {
    readonly rollback: boolean;
    readonly state: string;
    readonly event: string;
    readonly reason: string;
  },
): void {
  deployment.rolloutState = "FAILED";
  deployment.rolloutStateReason = why.state;
  context.state(ecs).failures.set(deployment.id, why.state);
  deployment.updatedAt = context.now;
  publishDeploymentState(context, service, deployment);
  addServiceEvent(context, service, `(deployment ${deployment.id}) deployment failed: ${why.event}`);
  for (const task of liveTasks(context, deployment.id)) {
    stopTask(context, task, {
      code: "ServiceSchedulerInitiated",
      reason: `Scaling activity initiated by (deployment ${deployment.id})`,
    });
  }
  const serviceDeployment = serviceDeploymentOf(context, deployment);
  if (serviceDeployment !== undefined) serviceDeployment.circuitBreaker = "TRIGGERED";
  const good = service.deployments.find(({ rolloutState }) => rolloutState === "COMPLETED");
  if (why.rollback && good !== undefined) {
    const definition = requireTaskDefinition(context, good.taskDefinitionArn);
    startRollback(context, service, { failed: deployment, definition, reason: why.reason });
    return;
  }
  finish(context, serviceDeployment, "STOPPED", why.state);
}

function finish(
  context: CallContext,
  serviceDeployment: ServiceDeployment | undefined,
  status: ServiceDeployment["status"],
  reason?: string,
): void {
  if (serviceDeployment === undefined) return;
  serviceDeployment.status = status;
  serviceDeployment.statusReason = reason ?? serviceDeployment.statusReason;
  serviceDeployment.finishedAt = context.now;
  serviceDeployment.updatedAt = context.now;
  if (serviceDeployment.circuitBreaker === "MONITORING") {
    serviceDeployment.circuitBreaker = "MONITORING_COMPLETE";
  }
}

/** Tasks that nobody is shown any more. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
function forgetOldTasks(context: CallContext): void {
  const { tasks } = context.state(ecs);
  for (const { arn, lastStatus, stoppedAt } of tasks.values()) {
    if (lastStatus === "STOPPED" && stoppedAt !== undefined && secondsSince(context, stoppedAt) > 3600) {
      tasks.delete(arn);
    }
  }
}
