import { DescribeTasksCommand, ListTasksCommand, type Task } from "@aws-sdk/client-ecs";
import type { StoppedTaskSign } from "../../domain/sign.ts";
import { abortable } from "../abortable.ts";
import type { Session } from "../sessions.ts";

/** How many tasks DescribeTasks takes. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html */
const batch = 100;

/** Tasks that were looked at already, by ARN: a stopped task does not change. */
export type KnownTasks = Map<string, StoppedTaskSign | undefined>;

/**
 * The tasks of a service that were started since the operation began and have stopped otherwise than by scaling. ECS shows them for an
 * hour. Needs `ecs:ListTasks` and `ecs:DescribeTasks`.
 */
export async function stoppedTasks(
  session: Session,
  service: { readonly cluster: string; readonly name: string; readonly since: Date },
  known: KnownTasks,
  signal?: AbortSignal,
): Promise<readonly StoppedTaskSign[]> {
  const { cluster, name, since } = service;
  const fresh = (await listStopped(session, cluster, name, signal)).filter((arn) => !known.has(arn));
  for (let start = 0; start < fresh.length; start += batch) {
    const { tasks = [] } = await session.ecs.send(
      new DescribeTasksCommand({ cluster, tasks: fresh.slice(start, start + batch) }),
      abortable(signal),
    );
    for (const task of tasks) {
      // One that is still stopping has no reason yet.
      if (task.lastStatus !== "STOPPED") continue;
      const counts = (task.createdAt ?? since) >= since && !isScaling(task);
      known.set(task.taskArn ?? "", counts ? signOf(task, name) : undefined);
    }
  }
  return [...known.values()].filter((sign) => sign !== undefined);
}

async function listStopped(
  session: Session,
  cluster: string,
  serviceName: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  let next: string | undefined;
  do {
    const page = await session.ecs.send(
      new ListTasksCommand({
        cluster,
        serviceName,
        desiredStatus: "STOPPED",
        ...(next === undefined ? {} : { nextToken: next }),
      }),
      abortable(signal),
    );
    found.push(...(page.taskArns ?? []));
    next = page.nextToken;
  } while (next !== undefined);
  return found;
}

function isScaling(task: Task): boolean {
  return task.stopCode === "ServiceSchedulerInitiated" && !/health|interrupt/i.test(task.stoppedReason ?? "");
}

function signOf(task: Task, service: string): StoppedTaskSign {
  const { startedAt, stoppingAt, stoppedAt } = task;
  const ended = stoppingAt ?? stoppedAt;
  return {
    kind: "stopped-task",
    at: stoppedAt ?? new Date(0),
    task: task.taskArn?.split("/").at(-1) ?? "",
    service,
    ...(startedAt === undefined || ended === undefined
      ? {}
      : { ran: Math.max(0, (ended.getTime() - startedAt.getTime()) / 1_000) }),
    stopCode: task.stopCode ?? "",
    reason: task.stoppedReason ?? "",
    containers: (task.containers ?? []).map(({ name, image, exitCode, reason, healthStatus }) => ({
      name: name ?? "",
      image: image ?? "",
      ...(exitCode === undefined ? {} : { exitCode }),
      ...(reason === undefined ? {} : { reason }),
      health: healthStatus ?? "UNKNOWN",
    })),
  };
}
