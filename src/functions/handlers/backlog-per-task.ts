import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { messageOf } from "../custom-resource/reason.ts";
import { lambdaWorld } from "../custom-resource/world.ts";
import type { AwsClientConfig, FunctionWorld } from "../custom-resource/world.ts";

/**
 * Writes, for each queue of a worker service, how many messages wait for each running task, as a CloudWatch metric in the
 * function's log: `BacklogPerTask` of Copilot's autoscaling. Runs every minute and is no custom resource. A queue that
 * cannot be read has no data point then, on which autoscaling keeps the tasks there are. copilot-model.md 6.
 */
export async function reportBacklogPerTask(world: FunctionWorld): Promise<void> {
  const {
    CLUSTER_NAME: cluster,
    SERVICE_NAME: service,
    NAMESPACE: namespace,
    QUEUE_NAMES: queues,
  } = world.environment;
  if (cluster === undefined || service === undefined || namespace === undefined || queues === undefined) {
    world.log(
      "CLUSTER_NAME, SERVICE_NAME, NAMESPACE and QUEUE_NAMES have to be set in the function's environment.",
    );
    return;
  }
  const tasks = await orLog(world, `the running tasks of ${service}`, () =>
    runningTasks(world.aws, cluster, service),
  );
  if (tasks === undefined) return;
  const sqs = new SQSClient(world.aws);
  for (const queue of queues.split(",")) {
    const waiting = await orLog(world, `the messages of queue ${queue}`, () => waitingMessages(sqs, queue));
    if (waiting === undefined) continue;
    const metric = { namespace, queue, backlog: Math.ceil(waiting / Math.max(tasks, 1)) };
    world.log(embeddedMetric(metric, world.clock.now()));
  }
}

/** What Lambda calls for `BacklogPerTaskCalculatorFunction`. */
export const handler = (): Promise<void> => reportBacklogPerTask(lambdaWorld());

async function runningTasks(aws: AwsClientConfig, cluster: string, service: string): Promise<number> {
  const answer = await new ECSClient(aws).send(new DescribeServicesCommand({ cluster, services: [service] }));
  const running = answer.services?.[0]?.runningCount;
  if (running === undefined) throw new Error(`cluster ${cluster} has no such service`);
  return running;
}

async function waitingMessages(client: SQSClient, queue: string): Promise<number> {
  const { QueueUrl: url } = await client.send(new GetQueueUrlCommand({ QueueName: queue }));
  const { Attributes: attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] }),
  );
  const count = Number(attributes?.["ApproximateNumberOfMessages"]);
  if (!Number.isInteger(count)) throw new Error("SQS gave no number of messages");
  return count;
}

async function orLog<T>(world: FunctionWorld, what: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    world.log(`Could not read ${what}, so there is no data point: ${messageOf(error)}`);
    return undefined;
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function embeddedMetric(
  metric: { readonly namespace: string; readonly queue: string; readonly backlog: number },
  now: number,
): string {
  const description = {
    Namespace: metric.namespace,
    Dimensions: [["QueueName"]],
    Metrics: [{ Name: "BacklogPerTask", Unit: "Count" }],
  };
  return JSON.stringify({
    _aws: { Timestamp: now, CloudWatchMetrics: [description] },
    QueueName: metric.queue,
    BacklogPerTask: metric.backlog,
  });
}
