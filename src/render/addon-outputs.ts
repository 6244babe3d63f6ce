import type { Template } from "../domain/template.ts";
import { classifyOutputs, groupOutputs } from "./addons/classify-outputs.ts";
import { RenderRefusal } from "./refusal.ts";

/** Names of the addons' outputs, by what the workload does with them (copilot-model.md 2.7), in the template's order. */
export interface AddonOutputs {
  /** Become environment variables. Security groups are among them, too. */
  readonly variables: readonly string[];
  /** Become container secrets. */
  readonly secrets: readonly string[];
  /** Are attached to the task role. */
  readonly managedPolicies: readonly string[];
  /** Are added to the tasks' network interfaces. */
  readonly securityGroups: readonly string[];
}

/** A workload without addons. */
const noAddonOutputs: AddonOutputs = {
  variables: [],
  secrets: [],
  managedPolicies: [],
  securityGroups: [],
};

/** What a workload does with each output of its merged addons template; refuses a template whose outputs cannot be read. */
export function addonOutputs(template: Template | undefined): AddonOutputs {
  if (template?.Outputs === undefined) return noAddonOutputs;
  const types = Object.entries(template.Resources).map(([id, { Type }]) => [id, { Type }]);
  const result = classifyOutputs({ Resources: Object.fromEntries(types), Outputs: template.Outputs });
  if (result.kind === "refused") {
    const { code, key = "", message } = result.fault;
    throw new RenderRefusal({ code, field: key === "" ? "addons" : `addons/Outputs/${key}`, message });
  }
  return groupOutputs(result.value);
}
