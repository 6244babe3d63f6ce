import type { CustomResource, CustomResourceRequest } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import type { Attributes } from "../custom-resource/event.ts";
import { readAliasMap } from "../environment/alias-map.ts";

/**
 * The aliases of the workloads that `FilterFor` names (a list with commas), and `AdditionalStrings`, each once and sorted,
 * as `UniqueValues`: what a distribution is to answer to. Nothing is made, so Delete does nothing. copilot-model.md 6.
 */
export const uniqueJsonValues: CustomResource = {
  doing: ({ event }) => `Collecting the distribution's aliases for ${event.LogicalResourceId}`,
  physicalId: (event) => event.PhysicalResourceId ?? event.LogicalResourceId,
  create: collect,
  update: collect,
  delete: () => Promise.resolve(),
};

/** What Lambda calls for `UniqueJSONValuesFunction`. */
export const handler = lambdaHandler(uniqueJsonValues);

async function collect({ properties }: CustomResourceRequest): Promise<Attributes> {
  const workloads = (properties.optionalText("FilterFor") ?? "").split(",");
  const aliases = readAliasMap("Aliases", properties.optionalText("Aliases") ?? "");
  const values = new Set([
    ...workloads.flatMap((workload) => aliases.get(workload) ?? []),
    ...properties.texts("AdditionalStrings").filter((value) => value !== ""),
  ]);
  return { UniqueValues: [...values].toSorted() };
}
