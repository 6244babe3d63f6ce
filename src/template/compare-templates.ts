import type { Json } from "../domain/template.ts";
import { isJsonList, isJsonMap, pointerBelow } from "./json-pointer.ts";
import { ignoredBy, type IgnoreRule } from "./ignore-rules.ts";

/** One place where two templates differ. `path` is a JSON pointer; an absent side has no value. */
export type TemplateDifference =
  | { readonly kind: "added"; readonly path: string; readonly to: Json }
  | { readonly kind: "removed"; readonly path: string; readonly from: Json }
  | { readonly kind: "changed"; readonly path: string; readonly from: Json; readonly to: Json }
  /** A number or boolean on one side, on the other the text that spells it: the same to CloudFormation. */
  | { readonly kind: "type-only"; readonly path: string; readonly from: Json; readonly to: Json };

/**
 * What differs between two templates by meaning, in the order of the keys: maps regardless of their keys' order, lists
 * in order and as a whole when their lengths differ, `DefinitionString` of a state machine as the JSON that it holds.
 * Places that a rule ignores are left out; so is a map of nothing but such places.
 */
export function compareTemplates(
  from: Json,
  to: Json,
  options: { readonly ignore: readonly IgnoreRule[] },
): readonly TemplateDifference[] {
  const found: TemplateDifference[] = [];
  const isIgnored = ignoredBy(options.ignore, from, to);
  compare(from, to, "", isIgnored, found);
  return found;
}

type IsIgnored = (path: string) => boolean;

function compare(
  from: Json,
  to: Json,
  path: string,
  isIgnored: IsIgnored,
  found: TemplateDifference[],
): void {
  if (from === to) return;
  if (isJsonMap(from) && isJsonMap(to)) return compareMaps(from, to, path, isIgnored, found);
  if (isJsonList(from) && isJsonList(to) && from.length === to.length) {
    for (const [index, item] of from.entries()) {
      compare(item, to[index] ?? null, pointerBelow(path, index), isIgnored, found);
    }
    return;
  }
  if (isIgnored(path) || isSameDefinition(from, to, path)) return;
  found.push({ kind: isSameSpelling(from, to) ? "type-only" : "changed", path, from, to });
}

function compareMaps(
  from: { readonly [key: string]: Json },
  to: { readonly [key: string]: Json },
  path: string,
  isIgnored: IsIgnored,
  found: TemplateDifference[],
): void {
  for (const key of Object.keys(from)) {
    const below = pointerBelow(path, key);
    const value = from[key] ?? null;
    if (Object.hasOwn(to, key)) compare(value, to[key] ?? null, below, isIgnored, found);
    else if (!isWhollyIgnored(value, below, isIgnored))
      found.push({ kind: "removed", path: below, from: value });
  }
  for (const key of Object.keys(to)) {
    if (Object.hasOwn(from, key)) continue;
    const below = pointerBelow(path, key);
    const value = to[key] ?? null;
    if (!isWhollyIgnored(value, below, isIgnored)) found.push({ kind: "added", path: below, to: value });
  }
}

function isWhollyIgnored(value: Json, path: string, isIgnored: IsIgnored): boolean {
  if (isIgnored(path)) return true;
  if (!isJsonMap(value)) return false;
  const keys = Object.keys(value);
  return (
    keys.length > 0 &&
    keys.every((key) => isWhollyIgnored(value[key] ?? null, pointerBelow(path, key), isIgnored))
  );
}

/** Whether one is a number or a truth value and the other the text that spells it: the same to CloudFormation. */
export function isSameSpelling(from: Json, to: Json): boolean {
  if (typeof from === typeof to || !isSpelled(from) || !isSpelled(to)) return false;
  return String(from) === String(to);
}

function isSpelled(value: Json): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** The top-level `Comment` of a state machine is a free text. */
function isSameDefinition(from: Json, to: Json, path: string): boolean {
  if (!path.endsWith("/Properties/DefinitionString")) return false;
  if (typeof from !== "string" || typeof to !== "string") return false;
  const [old, fresh] = [parsed(from), parsed(to)];
  if (old === undefined || fresh === undefined) return false;
  return compareTemplates(old, fresh, { ignore: [{ path: "/Comment" }] }).length === 0;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
