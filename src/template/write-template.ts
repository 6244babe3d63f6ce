import type { Json, JsonMap, Template } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "./json-pointer.ts";
import { keyText, scalarText } from "./scalar-text.ts";

/**
 * A template as YAML text that a person reads well: block style, two spaces, sections and resources set apart by an
 * empty line, long texts as literal blocks, intrinsics in long form. Keys keep their order. Reading the text again
 * gives the same template.
 */
export function writeTemplate(template: Template): string {
  let text = "";
  for (const [section, value] of Object.entries(template)) {
    if (value === undefined) continue;
    if (text !== "") text += "\n";
    text += section === "Resources" ? spaced(section, value) : entry(section, value, "");
  }
  return text;
}

/** Any data as YAML text in the same style, without empty lines between its parts. Ends with a line break. */
export function writeYaml(value: Json): string {
  if (isJsonMap(value) && Object.keys(value).length > 0) return mapText(value, "", "");
  if (isJsonList(value) && value.length > 0) return listText(value, "", "");
  if (isJsonMap(value)) return "{}\n";
  if (isJsonList(value)) return "[]\n";
  return `${scalarText(value, "  ")}\n`;
}

function spaced(section: string, resources: JsonMap): string {
  const names = Object.keys(resources);
  if (names.length === 0) return `${section}: {}\n`;
  const blocks = names.map((name) => entry(name, resources[name] ?? null, "  "));
  return `${section}:\n${blocks.join("\n")}`;
}

/** One key with its value, as whole lines. */
function entry(key: string, value: Json, indent: string): string {
  return indent + keyText(key, indent) + valueText(value, indent);
}

/** What follows a key's colon: a space and a scalar, or the lines of a collection. */
function valueText(value: Json, indent: string): string {
  if (isJsonList(value))
    return value.length === 0 ? " []\n" : `\n${listText(value, `${indent}  `, `${indent}  `)}`;
  if (!isJsonMap(value)) return ` ${scalarText(value, `${indent}  `)}\n`;
  const text = mapText(value, `${indent}  `, `${indent}  `);
  return text === "" ? " {}\n" : `\n${text}`;
}

/** The lines of a map; the first line starts with `first`, which differs from `indent` right after a dash. */
function mapText(map: JsonMap, indent: string, first: string): string {
  let text = "";
  let start = first;
  for (const key of Object.keys(map)) {
    text += start + keyText(key, indent) + valueText(map[key] ?? null, indent);
    start = indent;
  }
  return text;
}

function listText(list: readonly Json[], indent: string, first: string): string {
  let text = "";
  let start = first;
  for (const item of list) {
    text += `${start}-${itemText(item, indent)}`;
    start = indent;
  }
  return text;
}

/** What follows a dash: the first line of a nested collection stands beside it. */
function itemText(item: Json, indent: string): string {
  const inner = `${indent}  `;
  if (isJsonList(item)) return item.length === 0 ? " []\n" : listText(item, inner, " ");
  if (!isJsonMap(item)) return ` ${scalarText(item, inner)}\n`;
  const text = mapText(item, inner, " ");
  return text === "" ? " {}\n" : text;
}
