import type { ObservedStack } from "../domain/stack.ts";
import { stampOf } from "../template/stamp.ts";

/**
 * Key of the asset mapping that is deployed, when it was deployed for this very commit: then it stays what is wanted, though the
 * build's files have expired since. Undefined otherwise.
 */
export function deployedMappingOf(deployed: ObservedStack | undefined, commit: string): string | undefined {
  if (deployed?.template.kind !== "read") return undefined;
  const { template } = deployed.template;
  if (stampOf(template)?.commit !== commit) return undefined;
  const path = template.Resources["TriggerStateMachineAction"]?.Properties?.["AssetMappingFilePath"];
  return typeof path === "string" && path !== "" ? path : undefined;
}
