import type { Json, Template } from "../domain/template.ts";
import { isSameSpelling } from "./compare-templates.ts";
import { isJsonList, isJsonMap } from "./json-pointer.ts";

/**
 * The wanted template, with numbers and truth values spelled as the deployed one spells them wherever they mean the same. CloudFormation
 * may take another spelling (`256` for `"256"`) for a change, and would roll a service out for it.
 */
export function inSpellingOf(deployed: Template, wanted: Template): Template {
  const resources = Object.entries(wanted.Resources).map(([id, resource]) => {
    const before = deployed.Resources[id]?.Properties;
    if (before === undefined || resource.Properties === undefined) return [id, resource] as const;
    return [id, { ...resource, Properties: spelledLike(before, resource.Properties) }] as const;
  });
  return { ...wanted, Resources: Object.fromEntries(resources) };
}

function spelledLike<Value extends Json>(before: Json, value: Value): Value;
function spelledLike(before: Json, value: Json): Json {
  if (before === value) return value;
  if (isJsonMap(before) && isJsonMap(value)) {
    const entries = Object.entries(value).map(([key, item]) => {
      const old = before[key];
      return [key, old === undefined ? item : spelledLike(old, item)] as const;
    });
    return Object.fromEntries(entries);
  }
  if (isJsonList(before) && isJsonList(value) && before.length === value.length)
    return value.map((item, index) => spelledLike(before[index] ?? null, item));
  return isSameSpelling(before, value) ? before : value;
}
