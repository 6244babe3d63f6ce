import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { WorkloadInputs } from "../render/inputs.ts";
import { forDeployment } from "../render/deployment/for-deployment.ts";
import { renderWorkload } from "../render/render-workload.ts";
import type { Overrides } from "../workspace/workspace.ts";
import { applyOverrides, type OverriddenStack } from "./apply-overrides.ts";

/** The two renderings of design.md 8. */
export type Rendering = "as-copilot" | "for-deployment";

/**
 * Renders a workload and applies the patches of its `overrides/` folder to the result, as Copilot does last of all. For
 * deployment, what cannot work is refused and Copilot's known faults are mended before that; the remarks say what was mended and
 * what nobody heeds.
 */
export function renderWithOverrides(
  manifest: WorkloadManifest,
  inputs: WorkloadInputs,
  overrides: Overrides,
  rendering: Rendering,
): OverriddenStack {
  const rendered = renderWorkload(manifest, inputs);
  if (rendered.kind === "refused") return rendered;
  if (rendering === "as-copilot") return applyOverrides(rendered.stack, overrides, []);
  const deployable = forDeployment(manifest, inputs, rendered.stack);
  if (deployable.kind === "refused") return deployable;
  const remarks = [...deployable.mended, ...deployable.unheeded].map((remark) => remark.message);
  return applyOverrides(deployable.stack, overrides, remarks);
}
