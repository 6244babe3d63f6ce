import { beforeEach, expect, test } from "vitest";
import { reportBacklogPerTask } from "../../src/functions/handlers/backlog-per-task.ts";
import { FakeClock } from "./fakes/clock.ts";
import { FakeAws } from "./fakes/fake-aws.ts";
import { AwsFault } from "./fakes/fault.ts";
import { FakeEcs } from "./fakes/services.ts";

let ecs: FakeEcs;
let queues: Map<string, number>;
let aws: FakeAws;

const environment = {
  CLUSTER_NAME: "shop-test-Cluster",
  SERVICE_NAME: "worker-1",
  NAMESPACE: "shop-test-worker",
  QUEUE_NAMES: "main,orders",
};

beforeEach(() => {
  ecs = new FakeEcs();
  queues = new Map([
    ["main", 10],
    ["orders", 0],
  ]);
  aws = new FakeAws({
    ecs: ecs.service,
    sqs: ({ operation, input }) => {
      const name =
        "QueueName" in input
          ? String(input["QueueName"])
          : (String(input["QueueUrl"]).split("/").at(-1) ?? "");
      const messages = queues.get(name);
      if (messages === undefined) throw new AwsFault("QueueDoesNotExist", `no queue ${name}`);
      if (operation === "GetQueueUrl") return { QueueUrl: `https://sqs.eu-west-1.amazonaws.com/1/${name}` };
      return { Attributes: { ApproximateNumberOfMessages: String(messages) } };
    },
  });
});

async function linesOf(variables: Record<string, string> = environment): Promise<readonly string[]> {
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  await reportBacklogPerTask({
    aws: aws.config,
    clock: new FakeClock(),
    environment: variables,
    log,
    put: async () => 0,
  });
  return lines;
}

function backlogs(lines: readonly string[]): readonly unknown[] {
  return lines
    .filter((line) => line.startsWith("{"))
    .map((line) => [JSON.parse(line).QueueName, JSON.parse(line).BacklogPerTask] as unknown);
}

test("each queue has a data point in CloudWatch's embedded format", async () => {
  ecs.add({ name: "worker-1", runningCount: 3 });
  const [first = "", ...rest] = await linesOf();
  expect(JSON.parse(first)).toEqual({
    _aws: {
      Timestamp: Date.parse("2026-11-20T20:00:00Z"),
      CloudWatchMetrics: [
        {
          Namespace: "shop-test-worker",
          Dimensions: [["QueueName"]],
          Metrics: [{ Name: "BacklogPerTask", Unit: "Count" }],
        },
      ],
    },
    QueueName: "main",
    BacklogPerTask: 4,
  });
  expect(backlogs(rest)).toEqual([["orders", 0]]);
});

test("without a running task the whole queue counts, so that scaling out begins", async () => {
  ecs.add({ name: "worker-1", runningCount: 0 });
  expect(backlogs(await linesOf())).toEqual([
    ["main", 10],
    ["orders", 0],
  ]);
});

test("a queue that cannot be read has no data point; the others have", async () => {
  ecs.add({ name: "worker-1", runningCount: 1 });
  queues.delete("main");
  const lines = await linesOf();
  expect(backlogs(lines)).toEqual([["orders", 0]]);
  expect(lines[0]).toContain("Could not read the messages of queue main, so there is no data point");
});

test("without the service there is no data point at all", async () => {
  const lines = await linesOf();
  expect(lines).toEqual([
    "Could not read the running tasks of worker-1, so there is no data point: cluster shop-test-Cluster has no such service",
  ]);
});

test("a missing variable is named", async () => {
  expect(
    (await linesOf({ ...environment, QUEUE_NAMES: undefined } as unknown as Record<string, string>))[0],
  ).toContain("QUEUE_NAMES");
});
