import type { Json } from "../../../src/domain/template.ts";
import type { WorkloadManifest } from "../../../src/manifest/workload-manifest.ts";
import type { RenderedStack, WorkloadInputs } from "../../../src/render/inputs.ts";
import type { RenderFault } from "../../../src/render/refusal.ts";
import { renderWorkload } from "../../../src/render/render-workload.ts";
import { valueAt } from "../../../src/template/json-pointer.ts";
import { workloadInputs } from "./inputs.ts";

/** The stack of a manifest that can be rendered; fails the test for any other. */
export function rendered(
  manifest: WorkloadManifest,
  inputs: WorkloadInputs = workloadInputs(),
): RenderedStack {
  const result = renderWorkload(manifest, inputs);
  if (result.kind === "rendered") return result.stack;
  throw new Error(`refused: ${result.faults.map((fault) => fault.message).join("; ")}`);
}

/** The faults of a manifest that cannot be rendered; empty for one that can. */
export function faultsOf(
  manifest: WorkloadManifest,
  inputs: WorkloadInputs = workloadInputs(),
): readonly RenderFault[] {
  const result = renderWorkload(manifest, inputs);
  return result.kind === "refused" ? result.faults : [];
}

/** A value of a manifest's rendered resources, by JSON pointer from `Resources` on; undefined when it is not there. */
export function property(
  manifest: WorkloadManifest,
  pointer: string,
  inputs: WorkloadInputs = workloadInputs(),
): Json | undefined {
  const [, id = "", ...steps] = pointer.split("/");
  const {
    Type,
    Properties = {},
    ...rest
  } = rendered(manifest, inputs).template.Resources[id] ?? { Type: "" };
  const resource: Json = { Type, Properties, DependsOn: rest.DependsOn ?? [] };
  return valueAt(resource, steps.map((step) => `/${step}`).join(""));
}
