import type { Subscription } from "../parts/subscribe.ts";
import type { Topic } from "../parts/publish.ts";
import type { Subscribe } from "../parts/subscribe.ts";
import { field, index } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import type { WorkerService, WorkloadManifest } from "../workload-manifest.ts";

/** Reports subscriptions to topics that no workload of the environment publishes, or publishes in the other kind. */
export function lintSubscriptions(
  worker: WorkerService,
  others: ReadonlyMap<string, WorkloadManifest>,
  report: Report,
): void {
  for (const [position, subscription] of (worker.subscribe?.topics ?? []).entries()) {
    const at = index(field(undefined, "subscribe", "topics"), position);
    const { name = "", service = "" } = subscription;
    const publisher = others.get(service);
    if (publisher === undefined) {
      const message = `There is no workload ${service} that could publish ${name}; the stack fails because the topic does not exist.`;
      report({ code: "unpublished-topic", at: field(at, "service"), message });
      continue;
    }
    const topic = topicsOf(publisher).find((candidate) => candidate.name === name);
    if (topic === undefined) {
      const message = `${service} does not publish ${name}; it publishes ${topicNames(publisher)}.`;
      report({ code: "unpublished-topic", at: field(at, "name"), message });
      continue;
    }
    const wanted = isFifoSubscription(subscription, worker.subscribe);
    const published = topic.fifo !== undefined && topic.fifo !== false;
    if (wanted === published) continue;
    const message = published
      ? `${service} publishes ${name} as a FIFO topic; it can only feed a FIFO queue.`
      : `${service} publishes ${name} as a standard topic; it cannot feed a FIFO queue.`;
    report({
      code: "topic-kind-differs",
      at,
      message,
      remedy: "Set fifo alike on the topic and on the queue.",
    });
  }
}

function topicsOf(manifest: WorkloadManifest): readonly Topic[] {
  return manifest.type === "Static Site" ? [] : (manifest.publish?.topics ?? []);
}

function topicNames(manifest: WorkloadManifest): string {
  const names = topicsOf(manifest).flatMap((topic) => topic.name ?? []);
  return names.length === 0 ? "nothing" : names.join(", ");
}

/** The topic's own queue decides, else the service's (copilot-model.md 5.8). */
function isFifoSubscription(subscription: Subscription, subscribe: Subscribe | undefined): boolean {
  const { queue } = subscription;
  const fifo = queue === undefined ? subscribe?.queue?.fifo : typeof queue === "object" ? queue.fifo : false;
  return fifo !== undefined && fifo !== false;
}
