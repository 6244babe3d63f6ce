import type { CallContext } from "../../kernel/service.ts";
import {
  ecs,
  type Deployment,
  type Service,
  type ServiceDeployment,
  type TaskDefinition,
} from "./ecs-state.ts";
import { publishDeploymentState } from "./publish-deployment-state.ts";
import { addServiceEvent } from "./service-events.ts";

/** What a queued step of a rollout is about. */
export interface RolloutStep {
  readonly serviceArn: string;
  readonly deploymentId: string;
}

/** Seconds between two looks at a rollout. */
const stepSeconds = 10;

/** Starts to roll a task definition out; what ran before is superseded, and keeps running until it is replaced. */
export function startDeployment(
  context: CallContext,
  service: Service,
  definition: TaskDefinition,
): Deployment {
  const source = runningRevision(service);
  supersede(context, service);
  const revisionArn = addRevision(context, service, definition);
  const serviceDeployment = addServiceDeployment(context, service, { revisionArn, source });
  return addDeployment(context, service, definition, {
    serviceDeploymentArn: serviceDeployment.arn,
    revisionArn,
    rollbackOf: undefined,
  });
}

/** Starts to go back to an earlier revision, within the service deployment that failed. */
export function startRollback(
  context: CallContext,
  service: Service,
  {
    failed,
    definition,
    reason,
  }: { readonly failed: Deployment; readonly definition: TaskDefinition; readonly reason: string },
): Deployment {
  const target = service.deployments.find(({ taskDefinitionArn }) => taskDefinitionArn === definition.arn);
  const revisionArn = target?.revisionArn ?? addRevision(context, service, definition);
  const serviceDeployment = context.state(ecs).serviceDeployments.get(failed.serviceDeploymentArn);
  if (serviceDeployment !== undefined) {
    serviceDeployment.status = "ROLLBACK_IN_PROGRESS";
    serviceDeployment.statusReason = reason;
    serviceDeployment.updatedAt = context.now;
    serviceDeployment.rollback = { reason, startedAt: context.now, revisionArn };
  }
  failed.status = "ACTIVE";
  failed.desiredCount = 0;
  service.deployments = service.deployments.filter((deployment) => deployment !== target);
  const deployment = addDeployment(context, service, definition, {
    serviceDeploymentArn: failed.serviceDeploymentArn,
    revisionArn,
    rollbackOf: failed.id,
  });
  if (target !== undefined) adoptTasks(context, target.id, deployment.id);
  addServiceEvent(context, service, `rolling back to deployment ${deployment.id}.`);
  return deployment;
}

/** Looks at a rollout again after a while. */
export function scheduleStep(context: CallContext, step: RolloutStep, seconds = stepSeconds): void {
  context.schedule({ event: "rollout-step", afterMilliseconds: seconds * 1000, payload: step });
}

/** The deployment that a service is to have now. */
export function primaryOf(service: Service): Deployment | undefined {
  return service.deployments.find(({ status }) => status === "PRIMARY");
}

function addDeployment(
  context: CallContext,
  service: Service,
  definition: TaskDefinition,
  parts: Pick<Deployment, "serviceDeploymentArn" | "revisionArn" | "rollbackOf">,
): Deployment {
  const id = `ecs-svc/${context.random.characters(19, "0123456789")}`;
  const deployment: Deployment = {
    ...parts,
    id,
    taskDefinitionArn: definition.arn,
    createdAt: context.now,
    updatedAt: context.now,
    status: "PRIMARY",
    desiredCount: service.desiredCount,
    failedTasks: 0,
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment ${id} in progress.`,
  };
  service.deployments = [deployment, ...service.deployments];
  scheduleStep(context, { serviceArn: service.arn, deploymentId: id }, 5);
  publishDeploymentState(context, service, deployment);
  return deployment;
}

function supersede(context: CallContext, service: Service): void {
  for (const deployment of service.deployments) {
    deployment.status = "ACTIVE";
    const running = context.state(ecs).serviceDeployments.get(deployment.serviceDeploymentArn);
    if (running === undefined || running.finishedAt !== undefined) continue;
    running.status = "STOPPED";
    running.statusReason = "Service deployment was stopped because a new deployment was started.";
    running.stoppedAt = context.now;
    running.finishedAt = context.now;
  }
}

function runningRevision(service: Service): string | undefined {
  return service.deployments.find(({ rolloutState }) => rolloutState === "COMPLETED")?.revisionArn;
}

function addRevision(context: CallContext, service: Service, definition: TaskDefinition): string {
  const id = context.random.characters(19, "0123456789");
  const arn = `${service.arn.replace(":service/", ":service-revision/")}/${id}`;
  context.state(ecs).revisions.set(arn, {
    arn,
    serviceArn: service.arn,
    clusterArn: service.clusterArn,
    taskDefinitionArn: definition.arn,
    createdAt: context.now,
    settings: service.settings,
    containers: (definition.input.containerDefinitions ?? []).map(({ name, image }) => ({ name, image })),
  });
  return arn;
}

function addServiceDeployment(
  context: CallContext,
  service: Service,
  { revisionArn, source }: { readonly revisionArn: string; readonly source: string | undefined },
): ServiceDeployment {
  const breaker = service.settings.deploymentConfiguration?.deploymentCircuitBreaker?.enable === true;
  const deployment: ServiceDeployment = {
    arn: `${service.arn.replace(":service/", ":service-deployment/")}/${context.random.characters(21, "0123456789abcdefghijkmnpqrstuvwxyz")}`,
    serviceArn: service.arn,
    clusterArn: service.clusterArn,
    createdAt: context.now,
    updatedAt: context.now,
    startedAt: context.now,
    finishedAt: undefined,
    stoppedAt: undefined,
    status: "IN_PROGRESS",
    statusReason: undefined,
    targetRevisionArn: revisionArn,
    sourceRevisionArn: source,
    rollback: undefined,
    failureCount: 0,
    circuitBreaker: breaker ? "MONITORING" : "DISABLED",
    circuitBreakerThreshold: thresholdOf(service.desiredCount),
  };
  context.state(ecs).serviceDeployments.set(deployment.arn, deployment);
  return deployment;
}

/**
 * So many failed tasks trip the circuit breaker: half of the desired count, at least 3 and at most 200.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function thresholdOf(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}

function adoptTasks(context: CallContext, from: string, to: string): void {
  const { tasks } = context.state(ecs);
  for (const task of tasks.values()) {
    if (task.startedBy === from) tasks.set(task.arn, { ...task, startedBy: to });
  }
}
