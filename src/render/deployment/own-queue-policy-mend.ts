import type { Json, JsonMap, Template } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { subscriptionsOf } from "../queues/read-subscriptions.ts";
import { subscriptionId, type Subscription } from "../queues/subscription.ts";
import { senderArn, topicArn } from "../queues/topic-arn.ts";
import { withProperties, type Mend } from "./mend.ts";

/**
 * Policies of queues that one subscription has for itself: Copilot leaves `-` and `_` out of the topic's name in them,
 * so that SNS may not deliver what such a topic sends (copilot-model.md, quirks of 2.7).
 */
export const ownQueuePolicy: Mend = {
  code: "topic-name-in-queue-policy",
  message:
    "Copilot writes a topic's name without - and _ into the policy of the topic's own queue, which then receives nothing; the topic's real name is written instead.",
  mended({ manifest, template }) {
    if (manifest.type !== "Worker Service") return undefined;
    const withOwnQueue = subscriptionsOf(manifest.subscribe).topics.filter(
      ({ queue }) => queue !== undefined,
    );
    return withOwnQueue.reduce<Template | undefined>(
      (mended, subscription) => withRealName(mended ?? template, subscription) ?? mended,
      undefined,
    );
  },
};

function withRealName(template: Template, subscription: Subscription): Template | undefined {
  const misspelt = JSON.stringify(senderArn(subscription));
  const real = topicArn(subscription);
  if (misspelt === JSON.stringify(real)) return undefined;
  return withProperties(template, `${subscriptionId(subscription)}QueuePolicy`, (properties) => {
    const changed = replacedIn(properties, misspelt, real);
    return JSON.stringify(changed) === JSON.stringify(properties) ? undefined : changed;
  });
}

/** A map in which every value that is written so in JSON is another one. */
function replacedIn(map: JsonMap, from: string, to: Json): JsonMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, replaced(value, from, to)]));
}

function replaced(value: Json, from: string, to: Json): Json {
  if (JSON.stringify(value) === from) return to;
  if (isJsonList(value)) return value.map((item) => replaced(item, from, to));
  return isJsonMap(value) ? replacedIn(value, from, to) : value;
}
