import { fieldsSchema } from "../json-schemas.ts";
import type { ManifestKind } from "../json-schemas.ts";

/** Keys from the root of a manifest; `*` stands for a name of the author's choosing, lists leave no trace. */
export type KeyPath = readonly string[];

/** Every field of a kind of manifest, as its description has them; sections of environments are left out. */
export function knownFields(kind: ManifestKind): readonly KeyPath[] {
  const cached = fieldsByKind.get(kind);
  if (cached !== undefined) return cached;
  const paths = fieldsBelow(fieldsSchema(kind), []);
  const fields = [...new Map(paths.map((path) => [path.join("."), path])).values()];
  fieldsByKind.set(kind, fields);
  return fields;
}

/** Descriptions never change while the program runs, and advice is asked for key by key. */
const fieldsByKind = new Map<ManifestKind, readonly KeyPath[]>();

function fieldsBelow(schema: unknown, at: KeyPath): readonly KeyPath[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties, additionalProperties, anyOf, items } = schema as Readonly<Record<string, unknown>>;
  const named = Object.entries(
    typeof properties === "object" && properties !== null ? properties : {},
  ).flatMap(([name, below]) =>
    name === "environments" ? [] : [[...at, name], ...fieldsBelow(below, [...at, name])],
  );
  const forms = Array.isArray(anyOf) ? anyOf.flatMap((form) => fieldsBelow(form, at)) : [];
  return [...named, ...forms, ...fieldsBelow(additionalProperties, [...at, "*"]), ...fieldsBelow(items, at)];
}
