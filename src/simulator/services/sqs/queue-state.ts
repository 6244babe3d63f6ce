import { clientFault } from "../../kernel/aws-fault.ts";
import type { Cell } from "../../kernel/cells.ts";
import { dnsSuffixOf } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { asRecord } from "../../protocols/record.ts";
import { isPolicy } from "../iam/policy-document.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import { madeByStacks, textOf } from "../made-by-stacks.ts";

/** A message in a queue. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly sentAt: number;
  readonly senderId: string;
  /** Of FIFO queues: what is kept in order, what tells repetitions, and the place in the order. */
  readonly group: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequence: string | undefined;
  /** The queue that gave it up as undeliverable. */
  readonly deadLetterSource: string | undefined;
  /** Milliseconds since the epoch from which a receiver may have it. */
  visibleAt: number;
  receipt: string | undefined;
  receivedTimes: number;
  firstReceivedAt: number | undefined;
}

/** A queue, made by a call or by a stack. */
export interface Queue {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Queues that calls made, by name. */
export const calledQueues: Cell<Map<string, Readonly<Record<string, string>>>> = {
  name: "sqs/queues",
  scope: "region",
  initial: () => new Map(),
};

/** Messages by queue name, the oldest first. */
const messages: Cell<Map<string, Message[]>> = {
  name: "sqs/messages",
  scope: "region",
  initial: () => new Map(),
};

/** Every queue here, by name. */
export function queuesHere(context: CallContext): readonly Queue[] {
  const called = [...context.state(calledQueues)].map(([name, attributes]) =>
    queueOf(context, name, attributes),
  );
  const made = madeByStacks(context, "AWS::SQS::Queue").map((resource) => {
    const name = resource.physicalId.split("/").at(-1) ?? "";
    const number = (property: string): [string, string][] => {
      const value = textOf(resource, property);
      return value === undefined ? [] : [[property, value]];
    };
    const truth = (property: string): [string, string][] => {
      const value = resource.live.properties[property];
      return typeof value === "string" || typeof value === "boolean" ? [[property, String(value)]] : [];
    };
    const policy = policyByStacks(context, resource.physicalId);
    return queueOf(context, name, {
      ...Object.fromEntries([
        ...number("VisibilityTimeout"),
        ...number("DelaySeconds"),
        ...number("MessageRetentionPeriod"),
        ...number("ReceiveMessageWaitTimeSeconds"),
        ...truth("FifoQueue"),
        ...truth("ContentBasedDeduplication"),
        ...truth("FifoThroughputLimit"),
        ...truth("DeduplicationScope"),
      ]),
      ...(isJsonMap(resource.live.properties["RedrivePolicy"])
        ? { RedrivePolicy: JSON.stringify(resource.live.properties["RedrivePolicy"]) }
        : {}),
      ...(policy === undefined ? {} : { Policy: policy }),
    });
  });
  return [...called, ...made].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The queue of a URL or an ARN; undefined when there is none. */
export function findQueue(context: CallContext, urlOrArn: string): Queue | undefined {
  const name = urlOrArn.split(urlOrArn.startsWith("arn:") ? ":" : "/").at(-1);
  return queuesHere(context).find((queue) => queue.name === name);
}

/** The queue, or SQS's refusal. */
export function requireQueue(context: CallContext, url: string | undefined): Queue {
  const queue = url === undefined ? undefined : findQueue(context, url);
  if (queue !== undefined) return queue;
  throw clientFault("QueueDoesNotExist", "The specified queue does not exist.");
}

/** The messages of a queue that are neither deleted nor older than it keeps them. */
export function messagesOf(context: CallContext, queue: Queue): Message[] {
  const all = context.state(messages);
  const oldest = context.now.getTime() - Number(queue.attributes["MessageRetentionPeriod"]) * 1000;
  const kept = (all.get(queue.name) ?? []).filter(({ sentAt }) => sentAt > oldest);
  all.set(queue.name, kept);
  return kept;
}

/** Puts a message into a queue; answers its id. */
export function enqueue(
  context: CallContext,
  queue: Queue,
  message: Pick<Message, "body" | "attributes" | "senderId"> &
    Partial<Pick<Message, "group" | "deduplicationId" | "sequence" | "deadLetterSource">> & {
      readonly delaySeconds?: number | undefined;
    },
): string {
  const id = context.random.uuid();
  const now = context.now.getTime();
  const delay = message.delaySeconds ?? Number(queue.attributes["DelaySeconds"]);
  messagesOf(context, queue).push({
    id,
    body: message.body,
    attributes: message.attributes,
    senderId: message.senderId,
    group: message.group,
    deduplicationId: message.deduplicationId,
    sequence: message.sequence,
    deadLetterSource: message.deadLetterSource,
    sentAt: now,
    visibleAt: now + delay * 1000,
    receipt: undefined,
    receivedTimes: 0,
    firstReceivedAt: undefined,
  });
  return id;
}

/** Takes every message out of a queue. */
export function emptyQueue(context: CallContext, name: string): void {
  context.state(messages).delete(name);
}

/** Defaults of https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
function queueOf(context: CallContext, name: string, attributes: Readonly<Record<string, string>>): Queue {
  const { partition, region, account } = context;
  return {
    name,
    url: `https://sqs.${region}.${dnsSuffixOf(region)}/${account}/${name}`,
    arn: `arn:${partition}:sqs:${region}:${account}:${name}`,
    attributes: {
      VisibilityTimeout: "30",
      DelaySeconds: "0",
      MessageRetentionPeriod: "345600",
      ReceiveMessageWaitTimeSeconds: "0",
      ...attributes,
    },
  };
}

function policyByStacks(context: CallContext, url: string): string | undefined {
  const policy = madeByStacks(context, "AWS::SQS::QueuePolicy").find(({ live }) => {
    const queues = live.properties["Queues"];
    return Array.isArray(queues) && queues.includes(url);
  });
  const text = JSON.stringify(asRecord(policy?.live.properties["PolicyDocument"]));
  return isPolicy(text) ? text : undefined;
}
