import type {
  DescribeTasksCommandInput,
  ListTasksCommandInput,
  RunTaskCommandInput,
  StopTaskCommandInput,
} from "@aws-sdk/client-ecs";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { ecs, type Task } from "./ecs-state.ts";
import {
  checkBatchSize,
  ecsTags,
  findTaskDefinition,
  fromEcsTags,
  missing,
  requireCluster,
  requireTaskDefinition,
} from "./find-ecs.ts";
import { placeTask, stopTask } from "./launch-task.ts";
import { primaryOf, scheduleStep } from "./start-deployment.ts";

/** ECS shows stopped tasks for an hour. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
const stoppedShownSeconds = 3600;

/** ListTasks: running ones unless asked for stopped ones; a hundred a page. */
export function listTasks(context: CallContext, input: ListTasksCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const wanted = input.desiredStatus ?? "RUNNING";
  const matching = [...context.state(ecs).tasks.values()].filter(
    (task) =>
      task.clusterArn === cluster.arn &&
      task.desiredStatus === wanted &&
      isShown(context, task) &&
      (input.serviceName === undefined || task.group === `service:${input.serviceName.split("/").at(-1)}`) &&
      (input.family === undefined || familyOf(task) === input.family) &&
      (input.startedBy === undefined || task.startedBy === input.startedBy) &&
      (input.launchType === undefined || task.launchType === input.launchType),
  );
  const page = pageOf(matching, {
    token: input.nextToken,
    size: input.maxResults ?? 100,
    invalidToken: () => clientFault("InvalidParameterException", "Invalid token."),
  });
  return { taskArns: page.items.map(({ arn }) => arn), nextToken: page.nextToken };
}

/** DescribeTasks: up to a hundred; those that are gone are failures beside the others. */
export function describeTasks(context: CallContext, input: DescribeTasksCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const ids = checkBatchSize("Tasks", input.tasks, 100);
  const named = ids.map((id) => ({ id, task: findTask(context, id) }));
  return {
    tasks: named.flatMap(({ task }) => (task === undefined ? [] : [describe(context, task)])),
    failures: named
      .filter(({ task }) => task === undefined)
      .map(({ id }) => missing(context, `task/${cluster.name}`, id)),
  };
}

/** StopTask: a service's scheduler puts another one in its place. */
export function stopTaskOperation(context: CallContext, input: StopTaskCommandInput): object {
  requireCluster(context, input.cluster);
  const task = findTask(context, input.task ?? "");
  if (task === undefined) {
    throw clientFault("InvalidParameterException", "The referenced task was not found.");
  }
  if (task.lastStatus !== "STOPPED") {
    stopTask(context, task, { code: "UserInitiated", reason: input.reason ?? "Task stopped by user" });
  }
  const service = [...context.state(ecs).services.values()].find(({ deployments }) =>
    deployments.some(({ id }) => id === task.startedBy),
  );
  const primary = service === undefined ? undefined : primaryOf(service);
  if (service !== undefined && primary !== undefined) {
    scheduleStep(context, { serviceArn: service.arn, deploymentId: primary.id });
  }
  return { task: describe(context, task) };
}

/** RunTask: up to ten tasks of no service. */
export function runTask(context: CallContext, input: RunTaskCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const definition = requireTaskDefinition(context, input.taskDefinition);
  const count = input.count ?? 1;
  if (count > 10) throw clientFault("InvalidParameterException", "count must be between 1 and 10");
  if (input.networkConfiguration === undefined && definition.input.networkMode === "awsvpc") {
    throw clientFault(
      "InvalidParameterException",
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  }
  const repeated = startedWith(context, input.clientToken);
  if (repeated.length > 0) return { tasks: repeated.map((task) => describe(context, task)), failures: [] };
  const tasks = Array.from({ length: count }, () =>
    placeTask(context, definition, {
      clusterArn: cluster.arn,
      group: input.group ?? `family:${definition.family}`,
      startedBy: input.startedBy,
      launchType: input.launchType ?? "FARGATE",
      tags: {
        ...(input.propagateTags === "TASK_DEFINITION" ? definition.tags : {}),
        ...fromEcsTags(input.tags),
      },
      clientToken: input.clientToken,
      overrides: input.overrides,
    }),
  );
  for (const { arn } of tasks) {
    context.schedule({ event: "task-started", afterMilliseconds: 25_000, payload: { taskArn: arn } });
  }
  return { tasks: tasks.map((task) => describe(context, task)), failures: [] };
}

/** The tasks of an earlier call with the same client token. */
function startedWith(context: CallContext, clientToken: string | undefined): readonly Task[] {
  if (clientToken === undefined) return [];
  return [...context.state(ecs).tasks.values()].filter((task) => task.clientToken === clientToken);
}

function findTask(context: CallContext, id: string): Task | undefined {
  const { tasks } = context.state(ecs);
  const task = id.startsWith("arn:")
    ? tasks.get(id)
    : [...tasks.values()].find(({ arn }) => arn.endsWith(`/${id}`));
  return task === undefined || !isShown(context, task) ? undefined : task;
}

function isShown(context: CallContext, task: Task): boolean {
  if (task.lastStatus !== "STOPPED" || task.stoppedAt === undefined) return true;
  return context.now.getTime() - task.stoppedAt.getTime() < stoppedShownSeconds * 1000;
}

function familyOf(task: Task): string {
  return (task.taskDefinitionArn.split("/").at(-1) ?? "").split(":")[0] ?? "";
}

function describe(context: CallContext, task: Task): object {
  const definition = findTaskDefinition(context, task.taskDefinitionArn);
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.taskDefinitionArn,
    group: task.group,
    startedBy: task.startedBy,
    launchType: task.launchType,
    platformVersion: "1.4.0",
    cpu: definition?.input.cpu,
    memory: definition?.input.memory,
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppedAt: task.lastStatus === "STOPPED" ? task.stoppedAt : undefined,
    stoppingAt: task.stoppedAt,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    healthStatus: task.healthStatus,
    connectivity: task.lastStatus === "RUNNING" ? "CONNECTED" : undefined,
    tags: ecsTags(task.tags),
    overrides: task.overrides ?? {},
    containers: task.containers.map((container) => ({
      ...container,
      containerArn: `${task.arn.replace(":task/", ":container/")}/${container.name}`,
      taskArn: task.arn,
      networkInterfaces: [{ privateIpv4Address: task.privateIp }],
    })),
  };
}
