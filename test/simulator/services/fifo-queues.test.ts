import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { Message } from "@aws-sdk/client-sqs";
import { beforeEach, expect, test } from "vitest";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { setStage } from "../cloudformation/stage.ts";
import { clientOptions, failureOf, sdkWorld } from "./sdk-world.ts";

let world: World;
let client: SQSClient;

beforeEach(() => {
  world = sdkWorld();
  client = new SQSClient(clientOptions(world));
});

test("messages of a group come one after the other, those of other groups beside them", async () => {
  const QueueUrl = await queue({ FifoQueue: "true" });
  for (const [body, group] of [
    ["a1", "a"],
    ["a2", "a"],
    ["b1", "b"],
  ] as const)
    await send(QueueUrl, body, { group, id: body });
  const first = await receive(QueueUrl, 1);
  expect(bodies(first)).toEqual(["a1"]);
  // While a1 is held nothing of its group comes.
  const other = await receive(QueueUrl, 10);
  expect(bodies(other)).toEqual(["b1"]);
  expect(await receive(QueueUrl, 10)).toEqual([]);
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first[0]?.ReceiptHandle }));
  const next = await receive(QueueUrl, 10);
  expect(next[0]?.Attributes).toMatchObject({
    MessageGroupId: "a",
    MessageDeduplicationId: "a2",
    ApproximateReceiveCount: "1",
  });
  // Given back, it is the next of its group again, and its receipts are counted.
  await client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: next[0]?.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  const again = await receive(QueueUrl, 10);
  expect([bodies(again), again[0]?.Attributes?.ApproximateReceiveCount]).toEqual([["a2"], "2"]);
});

test("what is sent again within five minutes is not taken again, later it is", async () => {
  const QueueUrl = await queue({ FifoQueue: "true", ContentBasedDeduplication: "true" });
  const first = await send(QueueUrl, "same", { group: "a" });
  const second = await send(QueueUrl, "same", { group: "a" });
  expect(second).toEqual(first);
  expect(await receive(QueueUrl, 10)).toHaveLength(1);
  await world.run(world.clock.sleep(5 * 60_000 + 1));
  const third = await send(QueueUrl, "same", { group: "a" });
  expect(third.sequence > first.sequence).toBe(true);
});

test("a FIFO queue wants a group, something to tell repetitions by, and its suffix", async () => {
  const QueueUrl = await queue({ FifoQueue: "true" });
  const without = client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  expect(await failureOf(without)).toContain("must contain the parameter MessageGroupId");
  expect(await failureOf(send(QueueUrl, "x", { group: "a" }))).toContain("ContentBasedDeduplication");
  const name = new CreateQueueCommand({ QueueName: "plain", Attributes: { FifoQueue: "true" } });
  expect(await failureOf(client.send(name))).toContain("must end with .fifo suffix");
  const batch = await client.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: "1", MessageBody: "x", MessageGroupId: "a", MessageDeduplicationId: "x" },
        { Id: "2", MessageBody: "y" },
      ],
    }),
  );
  expect([batch.Successful?.map(({ Id }) => Id), batch.Failed?.map(({ Id }) => Id)]).toEqual([["1"], ["2"]]);
});

test("a message that was received often enough goes to the dead-letter queue that the stack names", async () => {
  const stage = setStage();
  const created = await stage.create("s", {
    Resources: {
      Dead: { Type: "AWS::SQS::Queue", Properties: { QueueName: "dead.fifo", FifoQueue: true } },
      Queue: {
        Type: "AWS::SQS::Queue",
        Properties: {
          QueueName: "work.fifo",
          FifoQueue: true,
          RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 2 },
        },
      },
    },
    Outputs: { Dead: { Value: { Ref: "Dead" } }, Queue: { Value: { Ref: "Queue" } } },
  });
  const urlOf = (key: string): string =>
    created.Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? "";
  const call = (action: string, input: object): Promise<Record<string, unknown>> =>
    stage.world.run(stage.call(action, input, "sqs"));
  await call("SendMessage", {
    QueueUrl: urlOf("Queue"),
    MessageBody: "poison",
    MessageGroupId: "a",
    MessageDeduplicationId: "1",
  });
  for (let turn = 0; turn < 2; turn += 1) {
    const { Messages } = await call("ReceiveMessage", { QueueUrl: urlOf("Queue"), VisibilityTimeout: 1 });
    expect(Messages).toHaveLength(1);
    await stage.world.run(stage.world.clock.sleep(1100));
  }
  expect((await call("ReceiveMessage", { QueueUrl: urlOf("Queue") }))["Messages"]).toBeUndefined();
  const { Messages } = await call("ReceiveMessage", { QueueUrl: urlOf("Dead") });
  expect(Messages).toMatchObject([{ Body: "poison", Attributes: { MessageGroupId: "a" } }]);
});

async function queue(attributes: Record<string, string>): Promise<string> {
  const made = await client.send(new CreateQueueCommand({ QueueName: "q.fifo", Attributes: attributes }));
  return made.QueueUrl ?? "";
}

async function send(
  QueueUrl: string,
  MessageBody: string,
  { group, id }: { readonly group: string; readonly id?: string },
): Promise<{ readonly id: string; readonly sequence: string }> {
  const { MessageId = "", SequenceNumber = "" } = await client.send(
    new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: group, MessageDeduplicationId: id }),
  );
  return { id: MessageId, sequence: SequenceNumber };
}

async function receive(QueueUrl: string, MaxNumberOfMessages: number): Promise<readonly Message[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages,
    MessageSystemAttributeNames: ["All"],
  });
  return (await world.run(client.send(command))).Messages ?? [];
}

function bodies(messages: readonly Message[]): readonly (string | undefined)[] {
  return messages.map(({ Body }) => Body);
}
