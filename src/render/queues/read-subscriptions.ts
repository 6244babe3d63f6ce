import type * as manifest from "../../manifest/parts/subscribe.ts";
import { wholeSeconds } from "../http/whole-seconds.ts";
import type { FifoSettings, QueueSettings, Subscription, Subscriptions } from "./subscription.ts";

/**
 * Reads what a worker subscribes to. Without `topics` Copilot ignores the settings of the shared queue, too.
 */
export function subscriptionsOf(subscribe: manifest.Subscribe | undefined): Subscriptions {
  if (subscribe?.topics === undefined) return { queue: {}, topics: [] };
  const queue = queueSettings(subscribe.queue ?? {});
  return { queue, topics: subscribe.topics.map((topic) => subscription(topic, queue)) };
}

function subscription(
  { service = "", name = "", filter_policy: filterPolicy = {}, queue }: manifest.Subscription,
  shared: QueueSettings,
): Subscription {
  const own = ownQueue(queue);
  // A FIFO queue can only take messages from a FIFO topic, whose name then ends so. With `queue: true` or
  // `queue: false` the name stays as it is, as in Copilot.
  const fromFifo = queue === undefined ? shared.fifo !== undefined : own?.fifo !== undefined;
  return {
    service,
    topic: fromFifo ? `${name}.fifo` : name,
    ...(Object.keys(filterPolicy).length === 0 ? {} : { filterPolicy }),
    ...(own === undefined ? {} : { queue: own }),
  };
}

function ownQueue(queue: boolean | manifest.Queue | undefined): QueueSettings | undefined {
  if (queue === undefined || queue === false) return undefined;
  return queue === true ? {} : queueSettings(queue);
}

function queueSettings({ retention, delay, timeout, dead_letter, fifo }: manifest.Queue): QueueSettings {
  const tries = dead_letter?.tries;
  const fifoSettings = fifoOf(fifo);
  return {
    ...(retention === undefined ? {} : { retentionSeconds: wholeSeconds(retention) }),
    ...(delay === undefined ? {} : { delaySeconds: wholeSeconds(delay) }),
    ...(timeout === undefined ? {} : { visibilityTimeoutSeconds: wholeSeconds(timeout) }),
    ...(tries === undefined ? {} : { deadLetterTries: tries }),
    ...(fifoSettings === undefined ? {} : { fifo: fifoSettings }),
  };
}

function fifoOf(fifo: boolean | manifest.FifoQueue | undefined): FifoSettings | undefined {
  if (fifo === undefined || fifo === false) return undefined;
  if (fifo === true) return {};
  const { content_based_deduplication: contentBased, high_throughput: highThroughput } = fifo;
  const deduplicationScope = highThroughput === true ? "messageGroup" : fifo.deduplication_scope;
  const throughputLimit = highThroughput === true ? "perMessageGroupId" : fifo.throughput_limit;
  return {
    ...(throughputLimit === undefined ? {} : { throughputLimit }),
    ...(deduplicationScope === undefined ? {} : { deduplicationScope }),
    ...(contentBased === undefined ? {} : { contentBasedDeduplication: contentBased }),
  };
}
