import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { RenderedStack, WorkloadInputs } from "../render/inputs.ts";
import { applyYamlPatches } from "../render/overrides/apply-yaml-patches.ts";
import { readYamlPatches } from "../render/overrides/yaml-patches.ts";
import type { RenderFault, RenderResult } from "../render/refusal.ts";
import { renderWorkload } from "../render/render-workload.ts";
import { isTemplate } from "../template/read-template.ts";
import { templateJson } from "../template/template-json.ts";
import type { Overrides } from "../workspace/workspace.ts";

/** Renders a workload and applies the patches of its `overrides/` folder to the result, as Copilot does last of all. */
export function renderWithOverrides(
  manifest: WorkloadManifest,
  inputs: WorkloadInputs,
  overrides: Overrides,
): RenderResult {
  const rendered = renderWorkload(manifest, inputs);
  if (rendered.kind === "refused") return rendered;
  switch (overrides.kind) {
    case "none":
      return rendered;
    case "cdk":
      return refused({
        code: "cdk-override",
        field: "",
        message: `${overrides.folder} holds a CDK override: running it would run code from the repository with Autoland's credentials, which it never does`,
        remedy:
          "Run `copilot svc override` with YAML patches instead, or commit what the CDK code changes as a cfn.patches.yml.",
      });
    case "patches":
      return patched(rendered.stack, overrides.file);
  }
}

function patched(stack: RenderedStack, file: { readonly path: string; readonly text: string }): RenderResult {
  const reading = readYamlPatches(file.text);
  if (reading.kind === "refused")
    return refused({
      code: reading.fault.code,
      field: "",
      message: `${file.path}: ${reading.fault.message}`,
    });
  const result = applyYamlPatches(templateJson(stack.template), reading.patches);
  if (result.kind === "refused")
    return refused({ code: result.fault.code, field: "", message: `${file.path}: ${result.fault.message}` });
  if (!isTemplate(result.document)) {
    return refused({
      code: "not-a-template",
      field: "",
      message: `${file.path}: what the patches leave is no CloudFormation template`,
    });
  }
  return { kind: "rendered", stack: { ...stack, template: result.document } };
}

function refused(fault: RenderFault): RenderResult {
  return { kind: "refused", faults: [fault] };
}
