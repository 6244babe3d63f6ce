import type { RenderedStack } from "../../render/inputs.ts";
import { applyYamlPatches } from "../../render/overrides/apply-yaml-patches.ts";
import { readYamlPatches } from "../../render/overrides/yaml-patches.ts";
import { isTemplate } from "../../template/read-template.ts";
import { templateJson } from "../../template/template-json.ts";
import type { Overrides } from "../../workspace/workspace.ts";

/** The stack with the patches of an `overrides/` folder. Throws an Error where they cannot be applied, or are CDK code. */
export function overridden(name: string, stack: RenderedStack, overrides: Overrides): RenderedStack {
  switch (overrides.kind) {
    case "none":
      return stack;
    case "cdk":
      throw new Error(`cannot seed ${name}: ${overrides.folder} holds a CDK override, which is not run`);
    case "patches": {
      const { path, text } = overrides.file;
      const reading = readYamlPatches(text);
      if (reading.kind === "refused")
        throw new Error(`cannot seed ${name}: ${path}: ${reading.fault.message}`);
      const result = applyYamlPatches(templateJson(stack.template), reading.patches);
      if (result.kind === "refused") throw new Error(`cannot seed ${name}: ${path}: ${result.fault.message}`);
      if (!isTemplate(result.document)) throw new Error(`cannot seed ${name}: ${path} leaves no template`);
      return { ...stack, template: result.document };
    }
  }
}
