import type {
  ChangeMessageVisibilityRequest,
  DeleteMessageBatchRequest,
  DeleteMessageRequest,
  ReceiveMessageRequest,
  SendMessageRequest,
} from "@aws-sdk/client-sqs";
import { createHash } from "node:crypto";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { enqueue, messagesOf, requireQueue, type Message, type Queue } from "./queue-state.ts";

/** Milliseconds after which a waiting ReceiveMessage looks again. */
const lookAgain = 500;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendMessage(context: CallContext, input: SendMessageRequest): object {
  const queue = requireQueue(context, input.QueueUrl);
  const body = input.MessageBody ?? "";
  if (body === "")
    throw clientFault("MissingParameter", "The request must contain the parameter MessageBody.");
  const MessageId = enqueue(context, queue, {
    body,
    attributes: input.MessageAttributes ?? {},
    senderId: context.principal.arn,
    delaySeconds: input.DelaySeconds,
  });
  return { MessageId, MD5OfMessageBody: md5(body) };
}

/**
 * Up to ten messages that nobody holds, each hidden from other receivers for its visibility timeout.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export function receiveMessage(context: CallContext, input: ReceiveMessageRequest): object {
  const queue = requireQueue(context, input.QueueUrl);
  const wanted = input.MaxNumberOfMessages ?? 1;
  if (wanted < 1 || wanted > 10) {
    throw clientFault(
      "InvalidParameterValue",
      `Value ${wanted} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
    );
  }
  const now = context.now.getTime();
  const hidden = (input.VisibilityTimeout ?? Number(queue.attributes["VisibilityTimeout"])) * 1000;
  const received = visible(context, queue).slice(0, wanted);
  for (const message of received) {
    message.visibleAt = now + hidden;
    message.receipt = context.random.hex(48);
    message.receivedTimes += 1;
    message.firstReceivedAt ??= now;
  }
  return received.length === 0 ? {} : { Messages: received.map(describe) };
}

/** How long a ReceiveMessage call still waits for a first message. */
export function waitForMessage(
  context: CallContext,
  input: ReceiveMessageRequest,
  heldMilliseconds: number,
): number {
  const queue = requireQueue(context, input.QueueUrl);
  const patience =
    (input.WaitTimeSeconds ?? Number(queue.attributes["ReceiveMessageWaitTimeSeconds"])) * 1000;
  if (heldMilliseconds >= patience || visible(context, queue).length > 0) return 0;
  return Math.min(lookAgain, patience - heldMilliseconds);
}

/** Deleting with a receipt that a later receive made stale does nothing, as on AWS. */
export function deleteMessage(context: CallContext, input: DeleteMessageRequest): object {
  remove(context, requireQueue(context, input.QueueUrl), input.ReceiptHandle);
  return {};
}

/** DeleteMessageBatch: up to ten. */
export function deleteMessageBatch(context: CallContext, input: DeleteMessageBatchRequest): object {
  const queue = requireQueue(context, input.QueueUrl);
  const entries = input.Entries ?? [];
  if (entries.length === 0) {
    throw clientFault(
      "EmptyBatchRequest",
      "There should be at least one DeleteMessageBatchRequestEntry in the request.",
    );
  }
  if (entries.length > 10) {
    throw clientFault(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  for (const { ReceiptHandle } of entries) remove(context, queue, ReceiptHandle);
  return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] };
}

/** ChangeMessageVisibility: 0 gives the message back at once. */
export function changeMessageVisibility(context: CallContext, input: ChangeMessageVisibilityRequest): object {
  const queue = requireQueue(context, input.QueueUrl);
  const message = messagesOf(context, queue).find(({ receipt }) => receipt === input.ReceiptHandle);
  if (message === undefined) {
    throw clientFault(
      "ReceiptHandleIsInvalid",
      `The input receipt handle "${input.ReceiptHandle}" is not a valid receipt handle.`,
    );
  }
  message.visibleAt = context.now.getTime() + (input.VisibilityTimeout ?? 0) * 1000;
  return {};
}

function visible(context: CallContext, queue: Queue): Message[] {
  const now = context.now.getTime();
  return messagesOf(context, queue).filter(({ visibleAt }) => visibleAt <= now);
}

function remove(context: CallContext, queue: Queue, receipt: string | undefined): void {
  const all = messagesOf(context, queue);
  const index = all.findIndex((message) => message.receipt === receipt);
  if (receipt !== undefined && index >= 0) all.splice(index, 1);
}

function describe(message: Message): object {
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    Body: message.body,
    MD5OfBody: md5(message.body),
    MessageAttributes: message.attributes,
    Attributes: {
      SenderId: message.senderId,
      SentTimestamp: String(message.sentAt),
      ApproximateReceiveCount: String(message.receivedTimes),
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    },
  };
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
