import type { WorkloadType } from "../domain/copilot-records.ts";
import type { UnknownKey } from "./shape/reading.ts";

/** What to tell about a key that a workload's manifest has at a place where nothing reads it. */
export function adviceForWorkloadKey(unknown: UnknownKey, _type: WorkloadType): string {
  return `${unknown.name} has no effect here.`;
}

/** The same for an environment's manifest. */
export function adviceForEnvironmentKey(unknown: UnknownKey): string {
  return `${unknown.name} has no effect here.`;
}

/** The same for a pipeline's manifest. */
export function adviceForPipelineKey(unknown: UnknownKey): string {
  return `${unknown.name} has no effect here.`;
}
