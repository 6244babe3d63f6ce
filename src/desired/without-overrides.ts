import type { Template } from "../domain/template.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { RenderedStack, WorkloadInputs } from "../render/inputs.ts";
import type { Overrides } from "../workspace/workspace.ts";
import { renderWithOverrides } from "./render-with-overrides.ts";

/**
 * The template that Copilot's own rules make, without what the author overrides in it: `taskdef_overrides` and the patches of the
 * `overrides/` folder. The very template that was given when nothing is overridden; undefined when none can be made.
 */
export function withoutOverrides(
  manifest: WorkloadManifest,
  inputs: WorkloadInputs,
  overrides: Overrides,
  rendered: RenderedStack,
): Template | undefined {
  const rules = "taskdef_overrides" in manifest ? (manifest.taskdef_overrides ?? []) : [];
  if (overrides.kind === "none" && rules.length === 0) return rendered.template;
  const plain = "taskdef_overrides" in manifest ? { ...manifest, taskdef_overrides: [] } : manifest;
  const again = renderWithOverrides(plain, inputs, { kind: "none" }, "for-deployment");
  return again.kind === "rendered" ? again.stack.template : undefined;
}
