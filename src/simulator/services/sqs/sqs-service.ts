import type {
  CreateQueueRequest,
  GetQueueAttributesRequest,
  ListQueuesRequest,
  SetQueueAttributesRequest,
} from "@aws-sdk/client-sqs";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type Operation,
  type OperationModel,
  type ServiceModel,
} from "../../kernel/service.ts";
import { isPolicy } from "../iam/policy-document.ts";
import { pageOf } from "../paging.ts";
import * as message from "./message-operations.ts";
import { calledQueues, emptyQueue, findQueue, messagesOf, queuesHere, requireQueue } from "./queue-state.ts";

/** Standard and FIFO queues, made by calls and by stacks, with their dead-letter queues. */
export const sqsService: ServiceModel = {
  name: "sqs",
  iamPrefix: "sqs",
  errors: jsonErrors,
  operations: {
    CreateQueue: onQueue("CreateQueue", createQueue),
    DeleteQueue: onQueue("DeleteQueue", deleteQueue),
    GetQueueUrl: onQueue("GetQueueUrl", getQueueUrl),
    GetQueueAttributes: onQueue("GetQueueAttributes", getQueueAttributes),
    SetQueueAttributes: onQueue("SetQueueAttributes", setQueueAttributes),
    ListQueues: operation(listQueues),
    PurgeQueue: onQueue("PurgeQueue", purgeQueue),
    SendMessage: onQueue("SendMessage", message.sendMessage),
    SendMessageBatch: onQueue("SendMessage", message.sendMessageBatch),
    ReceiveMessage: {
      ...onQueue("ReceiveMessage", message.receiveMessage),
      holdFor: (context, input, held) =>
        findQueue(context, String(input["QueueUrl"])) === undefined
          ? 0
          : message.waitForMessage(context, { QueueUrl: undefined, ...input }, held),
    },
    DeleteMessage: onQueue("DeleteMessage", message.deleteMessage),
    DeleteMessageBatch: onQueue("DeleteMessage", message.deleteMessageBatch),
    ChangeMessageVisibility: onQueue("ChangeMessageVisibility", message.changeMessageVisibility),
  },
};

interface QueueInput {
  readonly QueueName?: string | undefined;
  readonly QueueUrl?: string | undefined;
}

function createQueue(context: CallContext, input: CreateQueueRequest): object {
  const name = input.QueueName ?? "";
  const fifo = input.Attributes?.FifoQueue === "true";
  if (fifo !== name.endsWith(".fifo") || !/^[\w-]{1,80}$/.test(name.replace(/\.fifo$/, ""))) {
    throw clientFault(
      "InvalidParameterValue",
      fifo || name.endsWith(".fifo")
        ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
        : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  }
  const known = queuesHere(context).find((queue) => queue.name === name);
  const attributes = { ...input.Attributes };
  checkPolicy(attributes["Policy"]);
  const differing = Object.entries(attributes).find(
    ([key, value]) => known !== undefined && known.attributes[key] !== value,
  );
  if (differing !== undefined) {
    throw clientFault(
      "QueueNameExists",
      `A queue already exists with the same name and a different value for attribute ${differing[0]}`,
    );
  }
  if (known === undefined) context.state(calledQueues).set(name, attributes);
  return { QueueUrl: queuesHere(context).find((queue) => queue.name === name)?.url };
}

function deleteQueue(context: CallContext, input: QueueInput): object {
  const { name } = requireQueue(context, input.QueueUrl);
  context.state(calledQueues).delete(name);
  emptyQueue(context, name);
  return {};
}

function getQueueUrl(context: CallContext, input: QueueInput): object {
  const queue = queuesHere(context).find(({ name }) => name === input.QueueName);
  return { QueueUrl: queue?.url ?? requireQueue(context, undefined).url };
}

function getQueueAttributes(context: CallContext, input: GetQueueAttributesRequest): object {
  const queue = requireQueue(context, input.QueueUrl);
  const now = context.now.getTime();
  const all = messagesOf(context, queue);
  const hidden = all.filter(({ visibleAt }) => visibleAt > now);
  const values: Record<string, string> = {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(all.length - hidden.length),
    ApproximateNumberOfMessagesNotVisible: String(
      hidden.filter(({ receivedTimes }) => receivedTimes > 0).length,
    ),
    ApproximateNumberOfMessagesDelayed: String(
      hidden.filter(({ receivedTimes }) => receivedTimes === 0).length,
    ),
  };
  const wanted: readonly string[] = input.AttributeNames ?? [];
  const chosen = Object.entries(values).filter(([key]) => wanted.includes("All") || wanted.includes(key));
  return chosen.length === 0 ? {} : { Attributes: Object.fromEntries(chosen) };
}

function setQueueAttributes(context: CallContext, input: SetQueueAttributesRequest): object {
  const queue = requireQueue(context, input.QueueUrl);
  const called = context.state(calledQueues);
  if (!called.has(queue.name)) {
    throw clientFault(
      "UnsupportedOperation",
      `the simulated AWS changes the queue ${queue.name} only by the stack that made it`,
    );
  }
  checkPolicy(input.Attributes?.Policy);
  called.set(queue.name, { ...called.get(queue.name), ...input.Attributes });
  return {};
}

function checkPolicy(text: string | undefined): void {
  if (text === undefined || isPolicy(text)) return;
  throw clientFault("InvalidAttributeValue", "Invalid value for the parameter Policy.");
}

function listQueues(context: CallContext, input: ListQueuesRequest): object {
  const urls = queuesHere(context)
    .filter(({ name }) => name.startsWith(input.QueueNamePrefix ?? ""))
    .map(({ url }) => url);
  const page = pageOf(urls, {
    token: input.NextToken,
    size: Math.min(input.MaxResults ?? 1000, 1000),
    invalidToken: () => clientFault("InvalidParameterValue", "Invalid NextToken value."),
  });
  return { QueueUrls: page.items, NextToken: page.nextToken };
}

function purgeQueue(context: CallContext, input: QueueInput): object {
  emptyQueue(context, requireQueue(context, input.QueueUrl).name);
  return {};
}

function onQueue<Input extends QueueInput>(action: string, run: Operation<Input>): OperationModel {
  return operation(run, ({ partition, region, account }, { QueueName, QueueUrl }) => [
    {
      action: `sqs:${action}`,
      resource: `arn:${partition}:sqs:${region}:${account}:${QueueName ?? QueueUrl?.split("/").at(-1)}`,
    },
  ]);
}
