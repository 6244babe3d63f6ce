import type { JsonMap } from "../../domain/template.ts";
import { ref } from "../../template/intrinsics.ts";
import { jsonText } from "../json-text.ts";
import { logicalIdPart } from "../logical-id.ts";
import { queueId, sharedQueue, subscriptionId, type Subscriptions } from "./subscription.ts";

/** Logical ids of a worker's queues, the shared one first. */
export function queueIds({ topics }: Subscriptions): readonly string[] {
  const own = topics.filter((topic) => topic.queue !== undefined);
  return [queueId(sharedQueue), ...own.map((topic) => queueId(subscriptionId(topic)))];
}

/** The variables that tell a worker's containers the URLs of its queues (copilot-model.md 5.8). */
export function queueVariables({ topics }: Subscriptions): readonly JsonMap[] {
  const own = topics.filter(
    ({ queue, service, topic }) => queue !== undefined && service !== "" && topic !== "",
  );
  if (own.length === 0) return [sharedQueueUrl];
  const urls = own.map((topic) => [keyOf(topic), `\${${subscriptionId(topic)}URL}`]);
  const values = own.map((topic) => [`${subscriptionId(topic)}URL`, ref(queueId(subscriptionId(topic)))]);
  return [
    sharedQueueUrl,
    {
      Name: "COPILOT_TOPIC_QUEUE_URIS",
      Value: { "Fn::Sub": [jsonText(Object.fromEntries(urls)), Object.fromEntries(values)] },
    },
  ];
}

const sharedQueueUrl: JsonMap = { Name: "COPILOT_QUEUE_URI", Value: ref(queueId(sharedQueue)) };

/** The key of a queue's URL: the topic's name with its first letter large and all others small. */
function keyOf({ service, topic }: { readonly service: string; readonly topic: string }): string {
  const title = logicalIdPart(topic)
    .toLowerCase()
    .replace(/[a-z]/, (letter) => letter.toUpperCase());
  return `${logicalIdPart(service)}${title}EventsQueue`;
}
