import type { Json } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "./json-pointer.ts";

/**
 * One text per meaning: JSON without white space and with the keys of every map in the order of their UTF-16 code
 * units, as in RFC 8785. Two values have the same text exactly when they are equal.
 */
export function canonicalJson(value: Json): string {
  if (isJsonList(value)) {
    let items = "";
    for (const item of value) items += items === "" ? canonicalJson(item) : `,${canonicalJson(item)}`;
    return `[${items}]`;
  }
  if (!isJsonMap(value)) return JSON.stringify(value);
  let members = "";
  for (const key of Object.keys(value).sort()) {
    const member = `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`;
    members += members === "" ? member : `,${member}`;
  }
  return `{${members}}`;
}
