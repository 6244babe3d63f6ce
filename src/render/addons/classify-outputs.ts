import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import type { AddonOutputs } from "../addon-outputs.ts";
import { AddonsRefusal, addonsResult, type AddonsFault, type AddonsResult } from "./addons-fault.ts";

/** What a workload does with an output of its addons (copilot-model.md 2.7). */
type AddonOutputUse = "variable" | "secret" | "managed-policy" | "security-group";

/** An output of an addons template. */
export interface AddonOutput {
  readonly name: string;
  readonly use: AddonOutputUse;
}

const uses: Readonly<Record<string, AddonOutputUse>> = {
  "AWS::SecretsManager::Secret": "secret",
  "AWS::IAM::ManagedPolicy": "managed-policy",
  "AWS::EC2::SecurityGroup": "security-group",
};

/**
 * The outputs of an addons template, in its order. Only a direct `Ref` to a secret, managed policy or security group
 * of the same template is more than an environment variable.
 */
export function classifyOutputs(template: Json): AddonsResult<readonly AddonOutput[]> {
  return addonsResult(() => {
    const sections = isJsonMap(template) ? template : {};
    const types = resourceTypes(sections["Resources"]);
    return Object.entries(outputsOf(sections["Outputs"])).map(([name, output]): AddonOutput => {
      const type = types.get(refOf(name, output) ?? "");
      return { name, use: uses[type ?? ""] ?? "variable" };
    });
  });
}

/** The same outputs, grouped by what a workload's renderer does with them. */
export function groupOutputs(outputs: readonly AddonOutput[]): AddonOutputs {
  const named = (...wanted: readonly AddonOutputUse[]): readonly string[] =>
    outputs.filter(({ use }) => wanted.includes(use)).map(({ name }) => name);
  return {
    variables: named("variable", "security-group"),
    secrets: named("secret"),
    managedPolicies: named("managed-policy"),
    securityGroups: named("security-group"),
  };
}

function resourceTypes(resources: Json | undefined): ReadonlyMap<string, string> {
  if (!isJsonMap(resources)) {
    throw refusal("resources-not-a-map", undefined, "Resources of the addons template must be a map");
  }
  return new Map(Object.entries(resources).map(([id, resource]) => [id, typeOf(id, resource)]));
}

function typeOf(id: string, resource: Json): string {
  if (resource === null) return "";
  const type = isJsonMap(resource) ? (resource["Type"] ?? "") : undefined;
  if (typeof type === "string") return type;
  throw refusal("resource-type-missing", id, `the resource ${id} of the addons has no Type that is text`);
}

function outputsOf(outputs: Json | undefined): JsonMap {
  if (outputs === undefined) return {};
  if (isJsonMap(outputs)) return outputs;
  throw refusal("outputs-not-a-map", undefined, "Outputs of the addons template must be a map");
}

function refOf(name: string, output: Json): string | undefined {
  if (output === null) return undefined;
  if (!isJsonMap(output)) {
    throw refusal("output-value-missing", name, `the output ${name} of the addons has no Value`);
  }
  const value = output["Value"];
  const target = isJsonMap(value) ? value["Ref"] : undefined;
  return typeof target === "string" ? target.trim() : undefined;
}

function refusal(code: AddonsFault["code"], key: string | undefined, message: string): AddonsRefusal {
  return new AddonsRefusal(key === undefined ? { code, message } : { code, key, message });
}
