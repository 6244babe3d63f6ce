import type { CallContext } from "../../kernel/service.ts";
import { ecs, type Deployment, type Service, type Task } from "./ecs-state.ts";
import { completeRollout, isGivenUp, serviceDeploymentOf } from "./end-rollout.ts";
import { requireTaskDefinition } from "./find-ecs.ts";
import { behaviourOf, placeTask, startTask, stopTask, type TaskEnd } from "./launch-task.ts";
import { liveTasks, secondsSince } from "./live-tasks.ts";
import { addServiceEvent, taskNames } from "./service-events.ts";
import { scheduleStep, thresholdOf, type RolloutStep } from "./start-deployment.ts";
import { taskFault, type TaskFault } from "./task-faults.ts";
import { verdictOn } from "./task-health.ts";

/** Seconds from placing a task to running it on Fargate. */
const startSeconds = 25;

/** Seconds that a task which was told to stop may take. */
const drainSeconds = 30;

/**
 * One look at a service's rollout: starts what was placed, judges what runs, replaces what failed, stops what is
 * superseded, and ends the rollout or comes back later.
 */
export function advanceRollout(context: CallContext, step: RolloutStep): void {
  const service = context.state(ecs).services.get(step.serviceArn);
  const deployment = service?.deployments.find(({ id }) => id === step.deploymentId);
  if (service === undefined || deployment === undefined || service.status !== "ACTIVE") return;
  if (deployment.status !== "PRIMARY") return;
  startPlaced(context, service, deployment);
  judgeRunning(context, service, deployment);
  finishStopping(context, service);
  const wasRolling = deployment.rolloutState === "IN_PROGRESS";
  if (wasRolling && isGivenUp(context, service, deployment)) return;
  const settled = fillUp(context, service, deployment);
  if (wasRolling && settled) completeRollout(context, service, deployment);
  if (deployment.rolloutState === "IN_PROGRESS" || !settled) {
    const weary = deployment.failedTasks > 2 * thresholdOf(deployment.desiredCount);
    scheduleStep(context, step, weary ? 60 : undefined);
    return;
  }
  const { behaviour } = behaviourOf(context, requireTaskDefinition(context, deployment.taskDefinitionArn));
  if (behaviour.kind === "crashes-later") scheduleStep(context, step, behaviour.seconds);
}

function startPlaced(context: CallContext, service: Service, deployment: Deployment): void {
  const definition = requireTaskDefinition(context, deployment.taskDefinitionArn);
  for (const task of liveTasks(context, deployment.id)) {
    if (task.lastStatus !== "PENDING" || secondsSince(context, task.createdAt) < startSeconds) continue;
    const fault = taskFault(context, service, deployment, "starting");
    if (fault === undefined) startTask(context, task, definition);
    else strike(context, service, task, fault);
    if (stoppedNow(task)) countFailure(context, service, deployment);
  }
}

function judgeRunning(context: CallContext, service: Service, deployment: Deployment): void {
  const definition = requireTaskDefinition(context, deployment.taskDefinitionArn);
  for (const task of liveTasks(context, deployment.id)) {
    if (task.lastStatus !== "RUNNING") continue;
    const fault = taskFault(context, service, deployment, "running", task);
    if (fault !== undefined) {
      strike(context, service, task, fault);
      countFailure(context, service, deployment);
      continue;
    }
    // Whom its load balancer does not find healthy is not; nor is it stopped before the grace period ends.
    if (taskFault(context, service, deployment, "targets") !== undefined) continue;
    const verdict = verdictOn(context, task, { service, definition });
    switch (verdict.kind) {
      case "wait":
        break;
      case "healthy":
        task.healthStatus = "HEALTHY";
        task.containers = task.containers.map((container) => ({ ...container, healthStatus: "HEALTHY" }));
        break;
      case "stop":
        stopTask(context, task, verdict.why);
        if (verdict.event !== undefined) addServiceEvent(context, service, verdict.event);
        countFailure(context, service, deployment);
        break;
    }
  }
}

/** Ends a task as a fault says. */
function strike(context: CallContext, service: Service, task: Task, fault: TaskFault): void {
  const { container } = fault;
  const named = container?.name ?? task.containers[0]?.name ?? "";
  stopTask(context, task, {
    code: (fault.code ?? standardCode(fault)) as TaskEnd["code"],
    reason: fault.reason,
    ...(container === undefined
      ? {}
      : {
          exit: {
            container: named,
            ...(container.exitCode === undefined ? {} : { code: container.exitCode }),
            ...(container.reason === undefined ? {} : { reason: container.reason }),
          },
        }),
  });
  if (fault.event !== undefined) addServiceEvent(context, service, fault.event);
}

function standardCode({ at, container }: TaskFault): TaskEnd["code"] {
  if (at === "starting") return "TaskFailedToStart";
  return container?.exitCode === undefined ? "ServiceSchedulerInitiated" : "EssentialContainerExited";
}

function countFailure(context: CallContext, service: Service, deployment: Deployment): void {
  if (deployment.rolloutState !== "IN_PROGRESS") return;
  deployment.failedTasks += 1;
  deployment.updatedAt = context.now;
  const serviceDeployment = serviceDeploymentOf(context, deployment);
  if (serviceDeployment !== undefined) serviceDeployment.failureCount = deployment.failedTasks;
  if (deployment.failedTasks === 3) {
    addServiceEvent(
      context,
      service,
      "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    );
  }
}

/** Tasks of older deployments that were told to stop, stop after draining. */
function finishStopping(context: CallContext, service: Service): void {
  for (const { id, status } of service.deployments) {
    if (status === "PRIMARY") continue;
    const draining = liveTasks(context, id).filter(({ desiredStatus }) => desiredStatus === "STOPPED");
    for (const task of draining) {
      if (task.stoppedAt !== undefined && secondsSince(context, task.stoppedAt) < drainSeconds) continue;
      stopTask(context, task, {
        code: "ServiceSchedulerInitiated",
        reason: `Scaling activity initiated by (deployment ${id})`,
      });
    }
  }
}

/** Places what is missing and stops what is too much; true when everything is as it is to be. */
function fillUp(context: CallContext, service: Service, deployment: Deployment): boolean {
  if (deployment.rolloutState === "FAILED") return true;
  const live = liveTasks(context, deployment.id);
  const missing = deployment.desiredCount - live.length;
  const blocked = missing > 0 ? taskFault(context, service, deployment, "placing") : undefined;
  if (blocked !== undefined) {
    tellOnce(context, service, deployment, `was unable to place a task. Reason: ${blocked.reason}`);
    return false;
  }
  if (missing > 0) {
    const definition = requireTaskDefinition(context, deployment.taskDefinitionArn);
    const placed = Array.from({ length: missing }, () =>
      placeTask(context, definition, {
        clusterArn: service.clusterArn,
        group: `service:${service.name}`,
        startedBy: deployment.id,
        launchType: service.settings.launchType ?? "FARGATE",
        tags: service.settings.propagateTags === "SERVICE" ? service.tags : {},
      }),
    );
    addServiceEvent(context, service, `has started ${missing} tasks: ${taskNames(placed)}.`);
    return false;
  }
  const surplus = live.slice(deployment.desiredCount);
  for (const task of surplus) {
    stopTask(context, task, {
      code: "ServiceSchedulerInitiated",
      reason: `Scaling activity initiated by (deployment ${deployment.id})`,
    });
  }
  if (surplus.length > 0) {
    addServiceEvent(context, service, `has stopped ${surplus.length} running tasks: ${taskNames(surplus)}.`);
  }
  const kept = live.slice(0, deployment.desiredCount);
  if (kept.some(({ healthStatus, lastStatus }) => lastStatus !== "RUNNING" || healthStatus !== "HEALTHY"))
    return false;
  return stopOlder(context, service);
}

/** ECS leaves out what it has just said. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html */
function tellOnce(context: CallContext, service: Service, { createdAt }: Deployment, text: string): void {
  const isSaid = service.events.some((event) => event.createdAt >= createdAt && event.message.endsWith(text));
  if (!isSaid) addServiceEvent(context, service, text);
}

/** Tells the tasks of older deployments to stop; true once none is left. */
function stopOlder(context: CallContext, service: Service): boolean {
  const older = service.deployments
    .filter(({ status }) => status !== "PRIMARY")
    .flatMap(({ id }) => liveTasks(context, id));
  const running = older.filter(({ desiredStatus }) => desiredStatus === "RUNNING");
  for (const task of running) {
    task.desiredStatus = "STOPPED";
    task.stoppedAt = context.now;
  }
  if (running.length > 0) {
    for (const { targetGroupArn } of service.settings.loadBalancers ?? []) {
      addServiceEvent(
        context,
        service,
        `deregistered ${running.length} targets in (target-group ${targetGroupArn})`,
      );
    }
    addServiceEvent(context, service, `has begun draining connections on ${running.length} tasks.`);
    addServiceEvent(context, service, `has stopped ${running.length} running tasks: ${taskNames(running)}.`);
  }
  return older.length === 0;
}

function stoppedNow(task: Task): boolean {
  return task.lastStatus === "STOPPED";
}
