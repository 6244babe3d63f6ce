import type { JsonMap, Template } from "../domain/template.ts";
import { isJsonMap } from "../template/json-pointer.ts";

/** Logical id of the nested stack that holds a workload's addons. */
export const addonsStackId = "AddonsStack";

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
export const noAddonOutputs: AddonOutputs = {
  variables: [],
  secrets: [],
  managedPolicies: [],
  securityGroups: [],
};

/** What a workload does with each output of its merged addons template. */
export function addonOutputs(template: Template | undefined): AddonOutputs {
  if (template?.Outputs === undefined) return noAddonOutputs;
  const variables: string[] = [];
  const secrets: string[] = [];
  const managedPolicies: string[] = [];
  const securityGroups: string[] = [];
  for (const [name, output] of Object.entries(template.Outputs)) {
    const type = referredType(template, output);
    if (type === "AWS::SecretsManager::Secret") secrets.push(name);
    else if (type === "AWS::IAM::ManagedPolicy") managedPolicies.push(name);
    else variables.push(name);
    if (type === "AWS::EC2::SecurityGroup") securityGroups.push(name);
  }
  return { variables, secrets, managedPolicies, securityGroups };
}

/** Type of the resource that an output's value is the `Ref` of; undefined for any other value. */
function referredType(template: Template, output: JsonMap): string | undefined {
  const { Value: value } = output;
  if (!isJsonMap(value) || typeof value["Ref"] !== "string") return undefined;
  return template.Resources[value["Ref"]]?.Type;
}
