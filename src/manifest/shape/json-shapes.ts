import type { Json } from "../../domain/template.ts";
import type { LocatedScalar, LocatedYaml } from "../yaml/located-yaml.ts";
import { resolvePlain } from "../yaml/plain-scalars.ts";
import { index, key } from "./field-path.ts";
import type { FieldPath } from "./field-path.ts";
import type { Reading } from "./reading.ts";
import { setEntry } from "./collection-shapes.ts";
import { isNull, neverEmpty, replaced } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { wrongType } from "./scalar-shapes.ts";

/** A map of anything, with numbers and words resolved as Copilot's YAML reader does. */
export const jsonMap: Shape<Readonly<Record<string, Json>>> = {
  read: (node, at, reading) => {
    if (isNull(node)) return undefined;
    if (node.kind !== "map") return wrongType(node, at, reading, "a map");
    refuseDuplicates(node, at, reading);
    return mapWith(node.entries, (value) => toJson(value, goScalar));
  },
  merge: (base, over) => ({ ...base, ...over }),
  isEmpty: neverEmpty,
  schema: () => ({ type: "object" }),
};

/** Anything at all, resolved as Copilot's YAML reader does; a `null` stays one. */
export const anyJson: Shape<Json> = {
  read: (node) => toJson(node, goScalar),
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => ({}),
};

/**
 * A piece of a CloudFormation template: short tags (`!Sub x`) become their long form, `!GetAtt A.B` a list, and plain
 * scalars are resolved by YAML 1.2, as CloudFormation does.
 */
export const templateJson: Shape<Json> = {
  read: (node) => templateValue(node),
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => ({}),
};

/** Keys given twice, however deep. */
function refuseDuplicates(node: LocatedYaml, at: FieldPath, reading: Reading): void {
  if (node.kind === "scalar") return;
  if (node.kind === "list") {
    for (const [position, item] of node.items.entries()) refuseDuplicates(item, index(at, position), reading);
    return;
  }
  for (const again of node.duplicates) {
    const message = `The key ${again.text} is given twice; keep one of the two.`;
    reading.fault({ code: "duplicate-key", at: key(at, again.text), node: again, message, stops: true });
  }
  for (const entry of node.entries) refuseDuplicates(entry.value, key(at, entry.key.text), reading);
}

function toJson(node: LocatedYaml, scalar: (node: LocatedScalar) => Json): Json {
  if (node.kind === "scalar") return scalar(node);
  if (node.kind === "list") return node.items.map((item) => toJson(item, scalar));
  return mapWith(node.entries, (value) => toJson(value, scalar));
}

function mapWith(
  entries: readonly { readonly key: LocatedScalar; readonly value: LocatedYaml }[],
  read: (value: LocatedYaml) => Json,
): Readonly<Record<string, Json>> {
  const values: Record<string, Json> = {};
  for (const { key, value } of entries) setEntry(values, key.text, read(value));
  return values;
}

function goScalar(node: LocatedScalar): Json {
  if (node.style !== "plain" || node.tag !== undefined) return node.text;
  const resolved = resolvePlain(node.text);
  if (resolved.kind === "null") return null;
  if (resolved.kind === "text") return node.text;
  return resolved.kind === "number" && !Number.isFinite(resolved.value) ? node.text : resolved.value;
}

function templateValue(node: LocatedYaml): Json {
  const tag = node.tag;
  if (tag === undefined || !tag.startsWith("!") || tag === "!") return untagged(node, coreScalar);
  const value = untagged(node, (scalar) => scalar.text);
  if (tag === "!Ref" || tag === "!Condition") return { [tag.slice(1)]: value };
  if (tag === "!GetAtt" && typeof value === "string") return { "Fn::GetAtt": splitAtFirstDot(value) };
  return { [`Fn::${tag.slice(1)}`]: value };
}

function untagged(node: LocatedYaml, scalar: (node: LocatedScalar) => Json): Json {
  if (node.kind === "scalar") return scalar(node);
  if (node.kind === "list") return node.items.map(templateValue);
  return mapWith(node.entries, templateValue);
}

function splitAtFirstDot(name: string): readonly string[] {
  const dot = name.indexOf(".");
  return dot === -1 ? [name] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** https://yaml.org/spec/1.2.2/#103-core-schema */
function coreScalar(node: LocatedScalar): Json {
  if (node.style !== "plain") return node.text;
  const { text } = node;
  if (/^(~|null|Null|NULL|)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?[0-9]+$/.test(text) || /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text))
    return Number(text);
  return /^0o[0-7]+$|^0x[0-9a-fA-F]+$/.test(text) ? Number(text) : text;
}
