import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { mayReceive, queuePolicy } from "./queue-policy.ts";
import { queueId, type FifoSettings, type QueueSettings } from "./subscription.ts";

/** The queue that messages wait in. */
export function eventsQueue(owner: string, settings: QueueSettings, purpose: string): Resources {
  const { retentionSeconds, delaySeconds, visibilityTimeoutSeconds, deadLetterTries, fifo } = settings;
  return {
    [queueId(owner)]: {
      Metadata: described(purpose),
      Type: "AWS::SQS::Queue",
      Properties: {
        KmsMasterKeyId: ref("EventsKMSKey"),
        ...(retentionSeconds === undefined ? {} : { MessageRetentionPeriod: retentionSeconds }),
        ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
        ...(visibilityTimeoutSeconds === undefined ? {} : { VisibilityTimeout: visibilityTimeoutSeconds }),
        ...(deadLetterTries === undefined ? {} : redrive(owner, deadLetterTries)),
        ...(fifo === undefined ? {} : fifoProperties(fifo)),
      },
    },
  };
}

/** The queue for messages that could not be processed, and its policy; nothing when the settings ask for none. */
export function deadLetterQueue(owner: string, { deadLetterTries, fifo }: QueueSettings): Resources {
  if (deadLetterTries === undefined) return {};
  const id = deadLetterQueueId(owner);
  return {
    [id]: {
      Metadata: described("Keeps messages that could not be processed"),
      Type: "AWS::SQS::Queue",
      Properties: {
        KmsMasterKeyId: ref("EventsKMSKey"),
        MessageRetentionPeriod: fourteenDays,
        ...(fifo === undefined ? {} : { FifoQueue: true }),
      },
    },
    [`${owner}DeadLetterPolicy`]: queuePolicy(id, [mayReceive(id)]),
  };
}

/** In seconds: the longest that SQS keeps a message. */
const fourteenDays = 1_209_600;

function deadLetterQueueId(owner: string): string {
  return `${owner}DeadLetterQueue`;
}

function redrive(owner: string, tries: number): JsonMap {
  return {
    RedrivePolicy: {
      deadLetterTargetArn: getAtt(deadLetterQueueId(owner), "Arn"),
      maxReceiveCount: tries,
    },
  };
}

function fifoProperties({
  throughputLimit,
  deduplicationScope,
  contentBasedDeduplication,
}: FifoSettings): JsonMap {
  return {
    FifoQueue: true,
    ...(throughputLimit === undefined ? {} : { FifoThroughputLimit: throughputLimit }),
    ...(deduplicationScope === undefined ? {} : { DeduplicationScope: deduplicationScope }),
    ...(contentBasedDeduplication === undefined
      ? {}
      : { ContentBasedDeduplication: contentBasedDeduplication }),
  };
}
