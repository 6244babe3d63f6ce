import type { TemplateResource } from "../../domain/template.ts";
import { getAtt } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { eventsKey } from "./events-key.ts";
import { deadLetterQueue, eventsQueue } from "./queue.ts";
import { mayReceive, maySend, queuePolicy } from "./queue-policy.ts";
import {
  queueId,
  sharedQueue,
  subscriptionId,
  type Subscription,
  type Subscriptions,
} from "./subscription.ts";
import { senderArn, topicArn } from "./topic-arn.ts";

/** The queues of a worker, the key that encrypts them, their policies, and the subscriptions that fill them. */
export function queueResources({ queue, topics }: Subscriptions): Resources {
  return {
    ...eventsKey(),
    ...eventsQueue(sharedQueue, queue, "Holds the events that wait for the worker"),
    ...deadLetterQueue(sharedQueue, queue),
    QueuePolicy: sharedQueuePolicy(topics),
    ...Object.fromEntries(topics.flatMap((topic) => Object.entries(subscriptionResources(topic)))),
  };
}

function sharedQueuePolicy(topics: readonly Subscription[]): TemplateResource {
  const sharing = topics.filter((topic) => topic.queue === undefined);
  const id = queueId(sharedQueue);
  return queuePolicy(id, [mayReceive(id), ...sharing.map((topic) => maySend(id, topicArn(topic)))]);
}

function subscriptionResources(subscription: Subscription): Resources {
  const owner = subscriptionId(subscription);
  const { queue, topic, service, filterPolicy } = subscription;
  const id = queueId(queue === undefined ? sharedQueue : owner);
  return {
    [`${owner}SNSTopicSubscription`]: {
      Metadata: described(`Brings the ${topic} events of ${service} to the worker`),
      Type: "AWS::SNS::Subscription",
      Properties: {
        TopicArn: topicArn(subscription),
        Protocol: "sqs",
        ...(filterPolicy === undefined ? {} : { FilterPolicy: filterPolicy }),
        Endpoint: getAtt(id, "Arn"),
      },
    },
    ...(queue === undefined
      ? {}
      : {
          ...eventsQueue(owner, queue, `Holds the ${topic} events of ${service} that wait for the worker`),
          ...deadLetterQueue(owner, queue),
          [`${owner}QueuePolicy`]: queuePolicy(id, [mayReceive(id), maySend(id, senderArn(subscription))]),
        }),
  };
}
