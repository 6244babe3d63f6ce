import { workloadTypes } from "../domain/copilot-records.ts";
import type { FunctionCatalog, FunctionCode } from "../domain/function-catalog.ts";
import { functionBundles } from "../functions/bundle.ts";
import { deployedRuntime } from "../functions/runtimes.ts";

/** Packs all custom-resource functions once; the catalog then answers without waiting. */
export async function loadFunctionCatalog(): Promise<FunctionCatalog> {
  const owners = [...workloadTypes, "Environment"] as const;
  const packed = await Promise.all(
    owners.map(async (owner) => [owner, await functionBundles(owner)] as const),
  );
  const catalog = new Map<string, ReadonlyMap<string, FunctionCode>>(packed);
  return {
    runtime: deployedRuntime,
    code: (kind) => catalog.get(kind) ?? new Map<string, FunctionCode>(),
  };
}
