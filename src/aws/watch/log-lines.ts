import { DescribeTaskDefinitionCommand, DescribeTasksCommand } from "@aws-sdk/client-ecs";
import type { LogLineSign, StoppedTaskSign } from "../../domain/sign.ts";
import { abortable } from "../abortable.ts";
import type { Session } from "../sessions.ts";

/** A line may be so long. */
const longestLine = 300;

/**
 * The last lines that the containers of a failed task wrote with `awslogs`. They may hold anything, secrets too, so they are only read
 * where the operator allowed it. Needs `ecs:DescribeTasks`, `ecs:DescribeTaskDefinition` and `logs:GetLogEvents`.
 */
export async function lastLines(
  session: Session,
  { cluster }: { readonly cluster: string },
  task: StoppedTaskSign,
  count: number,
  signal?: AbortSignal,
): Promise<readonly LogLineSign[]> {
  const found: LogLineSign[] = [];
  for (const { container, group, stream } of await streamsOf(session, cluster, task, signal)) {
    const { GetLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
    const logs = await session.logs();
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({
        logGroupName: group,
        logStreamName: stream,
        limit: count,
        startFromHead: false,
      }),
      abortable(signal),
    );
    for (const { message = "" } of events.slice(-count))
      found.push({ kind: "log-line", at: task.at, container, text: message.slice(0, longestLine) });
  }
  return found;
}

/** Where the containers that ended badly write. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html */
async function streamsOf(
  session: Session,
  cluster: string,
  task: StoppedTaskSign,
  signal?: AbortSignal,
): Promise<readonly { readonly container: string; readonly group: string; readonly stream: string }[]> {
  const bad = new Set(task.containers.filter(({ exitCode }) => exitCode !== 0).map(({ name }) => name));
  const described = await session.ecs.send(
    new DescribeTasksCommand({ cluster, tasks: [task.task] }),
    abortable(signal),
  );
  const arn = described.tasks?.[0]?.taskDefinitionArn;
  if (arn === undefined || task.ran === undefined) return [];
  const { taskDefinition } = await session.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: arn }),
    abortable(signal),
  );
  return (taskDefinition?.containerDefinitions ?? []).flatMap(({ name = "", logConfiguration }) => {
    const { "awslogs-group": group, "awslogs-stream-prefix": prefix } = logConfiguration?.options ?? {};
    if (!bad.has(name) || logConfiguration?.logDriver !== "awslogs") return [];
    if (group === undefined || prefix === undefined) return [];
    return [{ container: name, group, stream: `${prefix}/${name}/${task.task}` }];
  });
}
