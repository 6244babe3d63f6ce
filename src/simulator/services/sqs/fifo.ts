import { createHash } from "node:crypto";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { Cell } from "../../kernel/cells.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { Message, Queue } from "./queue-state.ts";

/** A message that was sent with the same deduplication id in these minutes is not taken again. */
const deduplicationMilliseconds = 5 * 60_000;

/** What was sent lately to FIFO queues, and how far their order has come; by queue name. */
const sent: Cell<
  Map<
    string,
    {
      next: number;
      readonly lately: Map<
        string,
        { readonly at: number; readonly messageId: string; readonly sequence: string }
      >;
    }
  >
> = {
  name: "sqs/fifo",
  scope: "region",
  initial: () => new Map(),
};

/** Whether a queue keeps its messages in order. */
export function isFifo({ attributes }: Pick<Queue, "attributes">): boolean {
  return attributes["FifoQueue"] === "true";
}

/** What a FIFO queue makes of a message: its place in the order, or the message that it repeats. */
export type Admission =
  | {
      readonly kind: "new";
      readonly group: string;
      readonly deduplicationId: string;
      readonly sequence: string;
    }
  | { readonly kind: "repeated"; readonly messageId: string; readonly sequence: string };

/**
 * Admits a message to a FIFO queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html
 */
export function admit(
  context: CallContext,
  queue: Queue,
  message: {
    readonly body: string;
    readonly group: string | undefined;
    readonly deduplicationId: string | undefined;
  },
): Admission {
  const { group, body } = message;
  if (group === undefined) {
    throw clientFault("MissingParameter", "The request must contain the parameter MessageGroupId.");
  }
  const byContent =
    queue.attributes["ContentBasedDeduplication"] === "true"
      ? createHash("sha256").update(body).digest("hex")
      : undefined;
  const deduplicationId = message.deduplicationId ?? byContent;
  if (deduplicationId === undefined) {
    throw clientFault(
      "InvalidParameterValue",
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  const all = context.state(sent);
  const known = all.get(queue.name) ?? { next: 1, lately: new Map() };
  all.set(queue.name, known);
  // Where the queue says so, an id counts within its group only.
  const scope = queue.attributes["DeduplicationScope"] === "messageGroup" ? group : "";
  const key = `${scope} ${deduplicationId}`;
  const earlier = known.lately.get(key);
  if (earlier !== undefined && context.now.getTime() - earlier.at < deduplicationMilliseconds) {
    return { kind: "repeated", messageId: earlier.messageId, sequence: earlier.sequence };
  }
  const sequence = String(known.next).padStart(20, "0");
  known.next += 1;
  return { kind: "new", group, deduplicationId, sequence };
}

/** Remembers a message that was admitted, so that its repetitions are known. */
export function remember(
  context: CallContext,
  queue: Queue,
  admitted: Extract<Admission, { kind: "new" }>,
  messageId: string,
): void {
  const scope = queue.attributes["DeduplicationScope"] === "messageGroup" ? admitted.group : "";
  context.state(sent).get(queue.name)?.lately.set(`${scope} ${admitted.deduplicationId}`, {
    at: context.now.getTime(),
    messageId,
    sequence: admitted.sequence,
  });
}

/** The messages that a receiver may have of a FIFO queue: of each group none while one of it is held, else in order. */
export function inOrder(all: readonly Message[], now: number): readonly Message[] {
  const closed = new Set(all.filter(({ visibleAt }) => visibleAt > now).map(({ group }) => group));
  return all.filter(({ group, visibleAt }) => visibleAt <= now && !closed.has(group));
}
