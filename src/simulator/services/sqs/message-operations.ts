import type {
  ChangeMessageVisibilityRequest,
  DeleteMessageBatchRequest,
  DeleteMessageRequest,
  ReceiveMessageRequest,
  SendMessageBatchRequest,
  SendMessageRequest,
} from "@aws-sdk/client-sqs";
import { createHash } from "node:crypto";
import { AwsFault, clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { asRecord } from "../../protocols/record.ts";
import { admit, inOrder, isFifo, remember } from "./fifo.ts";
import { enqueue, findQueue, messagesOf, requireQueue, type Message, type Queue } from "./queue-state.ts";

/** Milliseconds after which a waiting ReceiveMessage looks again. */
const lookAgain = 500;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendMessage(context: CallContext, input: SendMessageRequest): object {
  const queue = requireQueue(context, input.QueueUrl);
  const body = input.MessageBody ?? "";
  if (body === "")
    throw clientFault("MissingParameter", "The request must contain the parameter MessageBody.");
  const message = { body, attributes: input.MessageAttributes ?? {}, senderId: context.principal.arn };
  if (!isFifo(queue)) {
    const MessageId = enqueue(context, queue, { ...message, delaySeconds: input.DelaySeconds });
    return { MessageId, MD5OfMessageBody: md5(body) };
  }
  if (input.DelaySeconds !== undefined) {
    throw clientFault(
      "InvalidParameterValue",
      `Value ${input.DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  const { MessageGroupId: group, MessageDeduplicationId: deduplicationId } = input;
  const admission = admit(context, queue, { body, group, deduplicationId });
  if (admission.kind === "repeated") {
    const { messageId: MessageId, sequence: SequenceNumber } = admission;
    return { MessageId, MD5OfMessageBody: md5(body), SequenceNumber };
  }
  const MessageId = enqueue(context, queue, { ...message, ...admission });
  remember(context, queue, admission, MessageId);
  return { MessageId, MD5OfMessageBody: md5(body), SequenceNumber: admission.sequence };
}

/** SendMessageBatch: up to ten, each taken or refused by itself. */
export function sendMessageBatch(context: CallContext, input: SendMessageBatchRequest): object {
  const entries = input.Entries ?? [];
  if (entries.length === 0) {
    throw clientFault(
      "EmptyBatchRequest",
      "There should be at least one SendMessageBatchRequestEntry in the request.",
    );
  }
  if (entries.length > 10) {
    throw clientFault(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const { Id, ...entry } of entries) {
    try {
      Successful.push({ Id, ...sendMessage(context, { QueueUrl: input.QueueUrl, ...entry }) });
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      Failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
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
  giveUpUndeliverable(context, queue);
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
  const all = messagesOf(context, queue);
  if (isFifo(queue)) return [...inOrder(all, now)];
  return all.filter(({ visibleAt }) => visibleAt <= now);
}

/**
 * Messages that were received as often as the redrive policy allows go to the dead-letter queue instead of to a receiver.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
function giveUpUndeliverable(context: CallContext, queue: Queue): void {
  const policy = asRecord(JSON.parse(queue.attributes["RedrivePolicy"] ?? "{}"));
  const { deadLetterTargetArn, maxReceiveCount } = policy;
  const target =
    typeof deadLetterTargetArn === "string" ? findQueue(context, deadLetterTargetArn) : undefined;
  if (target === undefined) return;
  const most = Number(maxReceiveCount);
  for (const message of visible(context, queue).filter(({ receivedTimes }) => receivedTimes >= most)) {
    removeMessage(context, queue, message);
    enqueue(context, target, { ...message, deadLetterSource: queue.arn });
  }
}

function remove(context: CallContext, queue: Queue, receipt: string | undefined): void {
  const found = messagesOf(context, queue).find((message) => message.receipt === receipt);
  if (receipt !== undefined && found !== undefined) removeMessage(context, queue, found);
}

function removeMessage(context: CallContext, queue: Queue, message: Message): void {
  const all = messagesOf(context, queue);
  all.splice(all.indexOf(message), 1);
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
      ...(message.group === undefined ? {} : { MessageGroupId: message.group }),
      ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
      ...(message.sequence === undefined ? {} : { SequenceNumber: message.sequence }),
      ...(message.deadLetterSource === undefined
        ? {}
        : { DeadLetterQueueSourceArn: message.deadLetterSource }),
    },
  };
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}
