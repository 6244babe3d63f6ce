import type { RenderedStack } from "../render/inputs.ts";
import { applyYamlPatches } from "../render/overrides/apply-yaml-patches.ts";
import { readYamlPatches } from "../render/overrides/yaml-patches.ts";
import type { RenderFault } from "../render/refusal.ts";
import { isTemplate } from "../template/read-template.ts";
import { templateJson } from "../template/template-json.ts";
import type { Overrides } from "../workspace/workspace.ts";

/** A rendering with the patches of its `overrides/` folder, and what there is to say about it. */
export type OverriddenStack =
  | { readonly kind: "rendered"; readonly stack: RenderedStack; readonly remarks: readonly string[] }
  | { readonly kind: "refused"; readonly faults: readonly RenderFault[] };

/**
 * Applies the patches of an `overrides/` folder to a stack, as Copilot does last of all; `remarks` are handed on. Code of the
 * repository is never run: a CDK override is refused.
 */
export function applyOverrides(
  stack: RenderedStack,
  overrides: Overrides,
  remarks: readonly string[],
): OverriddenStack {
  switch (overrides.kind) {
    case "none":
      return { kind: "rendered", stack, remarks };
    case "cdk":
      return refused({
        code: "cdk-override",
        field: "",
        message: `${overrides.folder} holds a CDK override: running it would run code from the repository with Autoland's credentials, which it never does`,
        remedy: "Use YAML patches instead: commit what the CDK code changes as overrides/cfn.patches.yml.",
      });
    case "patches":
      return patched(stack, overrides.file, remarks);
  }
}

function patched(
  stack: RenderedStack,
  file: { readonly path: string; readonly text: string },
  remarks: readonly string[],
): OverriddenStack {
  const reading = readYamlPatches(file.text);
  if (reading.kind === "refused")
    return refused({
      code: reading.fault.code,
      field: "",
      message: `${file.path}: ${reading.fault.message}`,
      remedy: `Correct ${file.path} in a commit.`,
    });
  const result = applyYamlPatches(templateJson(stack.template), reading.patches);
  if (result.kind === "refused")
    return refused({
      code: result.fault.code,
      field: "",
      message: `${file.path}: ${result.fault.message}`,
      remedy: `Correct ${file.path} in a commit.`,
    });
  if (!isTemplate(result.document)) {
    return refused({
      code: "not-a-template",
      field: "",
      message: `${file.path}: what the patches leave is no CloudFormation template`,
    });
  }
  return { kind: "rendered", stack: { ...stack, template: result.document }, remarks };
}

function refused(fault: RenderFault): OverriddenStack {
  return { kind: "refused", faults: [fault] };
}
