import type { JsonMap } from "../../domain/template.ts";
import type { TaskDefinitionOverride } from "../../manifest/parts/task.ts";
import { isJsonMap, valueAt } from "../../template/json-pointer.ts";
import { overrideTaskDefinition } from "../overrides/task-definition-overrides.ts";
import { RenderRefusal } from "../refusal.ts";

/** The properties of a task definition with the manifest's `taskdef_overrides` applied; refuses what cannot be. */
export function overriddenProperties(
  properties: JsonMap,
  overrides: readonly TaskDefinitionOverride[] = [],
): JsonMap {
  if (overrides.length === 0) return properties;
  const document = { Resources: { TaskDefinition: { Properties: properties } } };
  const result = overrideTaskDefinition(document, overrides);
  if (result.kind === "refused") {
    const { code, index, message } = result.fault;
    const field = index === undefined ? "taskdef_overrides" : `taskdef_overrides[${index}].path`;
    throw new RenderRefusal({ code, field, message });
  }
  const overridden = valueAt(result.document, "/Resources/TaskDefinition/Properties");
  if (!isJsonMap(overridden)) throw new Error("the task definition's properties were overridden away");
  return overridden;
}
