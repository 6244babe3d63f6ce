import type { Json, Template } from "../../domain/template.ts";
import { isTemplate } from "../../template/read-template.ts";
import { addonsParameters } from "./addons-parameters.ts";
import { AddonsRefusal, addonsResult, type AddonsResult } from "./addons-fault.ts";
import { readAddonsFile, type AddonsFile } from "./addons-file.ts";
import { mergeTemplates } from "./merge-templates.ts";

/** Whose addons they are: what is reserved for the parent stack differs. */
export type AddonsScope = "workload" | "environment";

/** The nested stack that addons come to. */
export interface MergedAddons {
  readonly template: Template;
  /** What the parent stack passes besides the reserved parameters, as intrinsics of the parent or plain values. */
  readonly parameters: Readonly<Record<string, Json>>;
}

/**
 * Merges the files of an `addons/` folder as Copilot does (copilot-model.md 5.11): in the order given, which is that
 * of their names; files without a YAML extension are left out. No template among them is `addons-not-found`.
 */
export function mergeAddons(scope: AddonsScope, files: readonly AddonsFile[]): AddonsResult<MergedAddons> {
  return addonsResult(() => {
    const yaml = files.filter(({ path }) => /\.ya?ml$/.test(path));
    const templates = yaml.filter((file) => !isParametersFile(file));
    if (templates.length === 0) {
      const message =
        "the addons folder holds no template (a .yml or .yaml file besides the parameters file)";
      throw new AddonsRefusal({ code: "addons-not-found", message });
    }
    const template = mergeTemplates(templates.map(readAddonsFile));
    const parameters = addonsParameters(scope, template, yaml.filter(isParametersFile));
    if (!isTemplate(template)) {
      const message =
        "the merged addons are no template: sections must be maps, and each resource needs a Type";
      throw new AddonsRefusal({ code: "invalid-template", message });
    }
    return { template, parameters };
  });
}

function isParametersFile({ path }: AddonsFile): boolean {
  return /(?:^|\/)addons\.parameters\.ya?ml$/.test(path);
}
