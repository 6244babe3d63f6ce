import type { Json } from "../../domain/template.ts";
import type { Milliseconds } from "./duration.ts";

/** What a Worker Service subscribes to, and its main queue. */
export interface Subscribe {
  readonly topics?: readonly Subscription[];
  readonly queue?: Queue;
}

/** A subscription to a topic of a service of the same application. */
export interface Subscription {
  /** Always there in a valid manifest, like `service`. */
  readonly name?: string;
  readonly service?: string;
  readonly filter_policy?: Readonly<Record<string, Json>>;
  /** True or a map gives the topic a queue of its own. */
  readonly queue?: boolean | Queue;
}

/** An SQS queue. */
export interface Queue {
  readonly retention?: Milliseconds;
  readonly delay?: Milliseconds;
  readonly timeout?: Milliseconds;
  readonly dead_letter?: { readonly tries?: number };
  readonly fifo?: boolean | FifoQueue;
}

/** How a FIFO queue works. */
export interface FifoQueue {
  readonly content_based_deduplication?: boolean;
  /** `queue` or `messageGroup`. */
  readonly deduplication_scope?: string;
  /** `perQueue` or `perMessageGroupId`. */
  readonly throughput_limit?: string;
  readonly high_throughput?: boolean;
}
