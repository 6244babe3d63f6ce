import type { Json, JsonMap, Template } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "../template/json-pointer.ts";

/** Stands where CloudFormation decides between values by what is not known here. No template can say it itself. */
const oneOf = "Autoland::OneOf";

/**
 * The value with the functions worked out that need nothing but the template: look-ups in mappings, selecting, splitting, joining,
 * substituting. Both sides of an undecided `Fn::If`, and all entries of a mapping whose key is unknown, are kept as alternatives,
 * so that nothing hides behind them.
 */
export function foldValue(value: Json, mappings: Template["Mappings"]): Json {
  if (isJsonList(value)) return value.map((item) => foldValue(item, mappings));
  if (!isJsonMap(value)) return value;
  const entries = Object.entries(value);
  const folded = Object.fromEntries(entries.map(([key, item]) => [key, foldValue(item, mappings)]));
  const [name, argument] = entries.length === 1 ? (Object.entries(folded)[0] ?? []) : [];
  if (name === undefined || argument === undefined || !isJsonList(argument)) return folded;
  return folders[name]?.(argument, mappings) ?? folded;
}

/** Everything that the value may turn out to be; itself, when that is decided. */
export function variantsOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  const alternatives = isJsonMap(value) ? value[oneOf] : undefined;
  return isJsonList(alternatives) ? alternatives.flatMap(variantsOf) : [value];
}

/** The items of a list, or the one thing that stands where a list may; each in all its variants. */
export function itemsOf(value: Json | undefined): readonly Json[] {
  return variantsOf(value).flatMap((variant) =>
    isJsonList(variant) ? variant.flatMap((item) => itemsOf(item)) : [variant],
  );
}

type Folder = (argument: readonly Json[], mappings: Template["Mappings"]) => Json | undefined;

const folders: Readonly<Record<string, Folder>> = {
  "Fn::If": ([, yes = null, no = null]) => ({ [oneOf]: [yes, no] }),
  "Fn::FindInMap": findInMap,
  "Fn::Select": ([index = null, list]) => {
    if (!isJsonList(list)) return undefined;
    return list[Number(index)];
  },
  "Fn::Split": ([separator, text]) =>
    typeof separator === "string" && typeof text === "string" ? text.split(separator) : undefined,
  "Fn::Join": ([separator, parts]) =>
    typeof separator === "string" && isJsonList(parts) && parts.every(isPlain)
      ? parts.map(String).join(separator)
      : undefined,
  "Fn::Sub": ([text, own]) => {
    if (typeof text !== "string" || !isJsonMap(own)) return undefined;
    const filled = text.replaceAll(/\$\{([^!}][^}]*)\}/g, (whole, name: string) => {
      const value = own[name.trim()];
      return isPlain(value) ? String(value) : whole;
    });
    return filled.includes("${") ? { "Fn::Sub": [filled, own] } : filled;
  },
};

function findInMap(argument: readonly Json[], mappings: Template["Mappings"]): Json {
  const [map, top, second] = argument;
  const candidates = typeof map === "string" ? [mappings?.[map]] : Object.values(mappings ?? {});
  const values = candidates
    .flatMap((candidate) => entriesAt(candidate, top))
    .flatMap((entry) => entriesAt(entry, second));
  const fallback = argument[3];
  const known =
    isJsonMap(fallback) && fallback["DefaultValue"] !== undefined ? [fallback["DefaultValue"]] : [];
  const all = typeof map === "string" && values.length === 1 ? values : [...values, ...known];
  const [only] = all;
  return all.length === 1 && only !== undefined ? only : { [oneOf]: all };
}

function entriesAt(value: Json | undefined, key: Json | undefined): readonly Json[] {
  if (!isJsonMap(value)) return [];
  if (typeof key !== "string") return Object.values(value);
  const entry = Object.hasOwn(value, key) ? value[key] : undefined;
  return entry === undefined ? [] : [entry];
}

function isPlain(value: Json | undefined): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** An intrinsic's only key and its argument; undefined for anything else. */
export function intrinsicOf(value: JsonMap): readonly [name: string, argument: Json] | undefined {
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length !== 1 || only === undefined) return undefined;
  return only[0] === "Ref" || only[0] === "Condition" || only[0].startsWith("Fn::") ? only : undefined;
}
