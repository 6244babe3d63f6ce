import type { Template } from "../../domain/template.ts";
import { ownQueuePolicies } from "../queues/queue-resources.ts";
import { subscriptionsOf } from "../queues/read-subscriptions.ts";
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
    const misspelt = ownQueuePolicies(subscriptionsOf(manifest.subscribe)).filter(({ isMisspelt }) => isMisspelt);
    return misspelt.reduce<Template | undefined>(
      (mended, { id, policy }) => withProperties(mended ?? template, id, () => policy.Properties) ?? mended,
      undefined,
    );
  },
};
