import type { Json, JsonMap, Template } from "../../../src/domain/template.ts";
import { isJsonList, isJsonMap } from "../../../src/template/json-pointer.ts";
import { referencesIn } from "../../../src/template/references.ts";

/** Everything that a template names and does not define, as `kind name`; empty for a template that holds together. */
export function undefinedReferences(template: Template): readonly string[] {
  const resources = Object.keys(template.Resources);
  const known = new Set([...resources, ...Object.keys(template.Parameters ?? {})]);
  const conditions = new Set(Object.keys(template.Conditions ?? {}));
  const missing: string[] = [];
  for (const [id, resource] of Object.entries(template.Resources)) {
    const { Condition: condition, DependsOn: dependsOn = [] } = resource;
    if (condition !== undefined && !conditions.has(condition)) missing.push(`condition ${condition}`);
    for (const other of typeof dependsOn === "string" ? [dependsOn] : dependsOn) {
      if (!resources.includes(other)) missing.push(`resource ${other}`);
    }
    if (Object.hasOwn(resource, "Properties")) visit(resource.Properties ?? {}, `below ${id}`);
  }
  visit(template.Conditions ?? {}, "a condition");
  visit(template.Outputs ?? {}, "an output");
  return missing;

  function visit(value: JsonMap | Readonly<Record<string, JsonMap>>, where: string): void {
    for (const { target } of referencesIn(value)) {
      if (!target.startsWith("AWS::") && !known.has(target)) missing.push(`${target}, ${where}`);
    }
    for (const name of conditionsIn(value)) if (!conditions.has(name)) missing.push(`condition ${name}`);
  }
}

/** Names of conditions that a value's `Fn::If`s ask for. */
function conditionsIn(value: Json): readonly string[] {
  if (isJsonList(value)) return value.flatMap(conditionsIn);
  if (!isJsonMap(value)) return [];
  const choice = value["Fn::If"];
  const [name] = isJsonList(choice) ? choice : [];
  return [...(typeof name === "string" ? [name] : []), ...Object.values(value).flatMap(conditionsIn)];
}
