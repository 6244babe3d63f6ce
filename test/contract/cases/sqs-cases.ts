import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import { type ContractCase, faultOf, type Stage } from "../contract-case.ts";

const area = "SQS";
const reference = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference";

/** What hints rely on in SQS. */
export const sqsCases: readonly ContractCase[] = [
  {
    id: "sqs-receive",
    area,
    title: "a message is received as it was sent, and is hidden from the next who asks",
    page: `${reference}/API_ReceiveMessage.html`,
    observe: async (stage) => {
      const queue = await queueWith(stage, ["hint"]);
      return [await bodies(stage, queue), await bodies(stage, queue)];
    },
    onAws: [["hint"], []],
  },
  {
    id: "sqs-visible-again",
    area,
    title: "a message whose time of hiding is zero can be received at once again",
    page: `${reference}/API_ChangeMessageVisibility.html`,
    observe: async (stage) => {
      const queue = await queueWith(stage, ["hint"]);
      const { Messages: [first] = [] } = await receive(stage, queue);
      const { ReceiptHandle } = first ?? {};
      await stage.sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: queue, ReceiptHandle, VisibilityTimeout: 0 }),
      );
      return bodies(stage, queue);
    },
    onAws: ["hint"],
  },
  {
    id: "sqs-remove",
    area,
    title: "messages that were removed in a batch do not come again",
    page: `${reference}/API_DeleteMessageBatch.html`,
    observe: async (stage) => {
      const queue = await queueWith(stage, ["a", "b"]);
      const seen = [...((await receive(stage, queue, 0)).Messages ?? [])];
      const receipts = seen.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      const { Successful = [], Failed = [] } = await stage.sqs.send(
        new DeleteMessageBatchCommand({ QueueUrl: queue, Entries: receipts }),
      );
      const left = (await bodies(stage, queue)).length;
      return { removed: Successful.length === seen.length, failed: Failed.length, left: left + seen.length };
    },
    onAws: { removed: true, failed: 0, left: 2 },
  },
  {
    id: "sqs-most",
    area,
    title: "more than ten messages at once are refused",
    page: `${reference}/API_ReceiveMessage.html`,
    observe: async (stage) => {
      const QueueUrl = await queueWith(stage, []);
      return faultOf(stage.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 11 })));
    },
    onAws: { fault: "InvalidParameterValue" },
  },
  {
    id: "sqs-no-queue",
    area,
    title: "a queue that is not there is a fault of its own",
    page: `${reference}/API_ReceiveMessage.html`,
    observe: async (stage) => {
      const made = await queueWith(stage, []);
      return faultOf(receive(stage, `${made}-other`));
    },
    onAws: { fault: "QueueDoesNotExist" },
  },
];

async function queueWith({ sqs, name }: Stage, messages: readonly string[]): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  for (const MessageBody of messages) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  return QueueUrl;
}

function receive({ sqs }: Stage, QueueUrl: string, WaitTimeSeconds = 0) {
  return sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds, VisibilityTimeout: 30 }),
  );
}

async function bodies(stage: Stage, queue: string): Promise<string[]> {
  const { Messages: messages = [] } = await receive(stage, queue);
  return messages.map(({ Body = "" }) => Body);
}
