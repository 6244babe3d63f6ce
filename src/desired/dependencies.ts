import type { WorkloadManifest } from "../manifest/workload-manifest.ts";

/**
 * The services whose topics a workload subscribes to. Their stacks come first: a subscription to a topic that does not exist yet
 * fails (copilot-model.md 8.8).
 */
export function subscribedServices(manifest: WorkloadManifest): readonly string[] {
  if (manifest.type !== "Worker Service") return [];
  const services = (manifest.subscribe?.topics ?? []).flatMap((topic) => topic.service ?? []);
  return [...new Set(services)].filter((service) => service !== manifest.name).toSorted();
}
