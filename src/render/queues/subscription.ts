import type { Json } from "../../domain/template.ts";
import { logicalIdPart } from "../logical-id.ts";

/** What a worker subscribes to, with all defaults filled in (copilot-model.md 5.8). */
export interface Subscriptions {
  /** Settings of the queue that all subscriptions without a queue of their own share; every worker has it. */
  readonly queue: QueueSettings;
  readonly topics: readonly Subscription[];
}

/** A subscription to a topic of a service of the same application. */
export interface Subscription {
  readonly service: string;
  /** The topic's name; that of a FIFO topic ends with `.fifo`. */
  readonly topic: string;
  readonly filterPolicy?: Json;
  /** Settings of the subscription's own queue; without it, messages go to the shared one. */
  readonly queue?: QueueSettings;
}

/** Settings of an SQS queue; what is absent is left to SQS. */
export interface QueueSettings {
  readonly retentionSeconds?: number;
  readonly delaySeconds?: number;
  readonly visibilityTimeoutSeconds?: number;
  /** How often a message is received before it goes to the dead-letter queue; without it there is none. */
  readonly deadLetterTries?: number;
  /** Present for a FIFO queue. */
  readonly fifo?: FifoSettings;
}

/** How a FIFO queue works; what is absent is left to SQS. */
export interface FifoSettings {
  readonly throughputLimit?: string;
  readonly deduplicationScope?: string;
  readonly contentBasedDeduplication?: boolean;
}

/** A queue by the beginning of its logical ids: `EventsQueue` and `DeadLetterQueue` follow it. */
export const sharedQueue = "";

/** The beginning of the logical ids of all that belongs to a subscription. */
export function subscriptionId({ service, topic }: Subscription): string {
  return logicalIdPart(service) + logicalIdPart(topic);
}

/** Logical id of a queue. */
export function queueId(owner: string): string {
  return `${owner}EventsQueue`;
}
