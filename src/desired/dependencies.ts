import { readPipelineManifest } from "../manifest/read-pipeline-manifest.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * The services whose topics a workload subscribes to. Their stacks come first: a subscription to a topic that does not exist yet
 * fails (copilot-model.md 8.8).
 */
export function subscribedServices(manifest: WorkloadManifest): readonly string[] {
  if (manifest.type !== "Worker Service") return [];
  const services = (manifest.subscribe?.topics ?? []).flatMap((topic) => topic.service ?? []);
  return [...new Set(services)].filter((service) => service !== manifest.name).toSorted();
}

/**
 * Which workloads of an environment come after which others, by the `depends_on` of deployments in the stages for that environment of all
 * pipelines (copilot-model.md 7.1). A pipeline that cannot be read says nothing: Autoland does not deploy pipelines.
 */
export function pipelineOrder(
  workspace: Pick<Workspace, "pipelines">,
  environment: string,
): ReadonlyMap<string, readonly string[]> {
  const order = new Map<string, readonly string[]>();
  for (const { manifest } of workspace.pipelines) {
    const reading = readPipelineManifest(manifest.text, { file: manifest.path });
    const stages = reading.kind === "read" ? reading.manifest.stages : [];
    for (const stage of stages.filter(({ name }) => name === environment)) {
      for (const [workload, { depends_on: first = [] }] of Object.entries(stage.deployments ?? {}))
        order.set(workload, [...(order.get(workload) ?? []), ...first.filter((name) => name !== workload)]);
    }
  }
  return order;
}
