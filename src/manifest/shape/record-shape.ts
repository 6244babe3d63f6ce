import type { LocatedMap, LocatedYaml } from "../yaml/located-yaml.ts";
import { field } from "./field-path.ts";
import type { FieldPath } from "./field-path.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Reading } from "./reading.ts";
import type { Report } from "./report.ts";
import { isNull } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { wrongType } from "./scalar-shapes.ts";

/** The shapes of a record's fields, by their keys in YAML: one for each property of the type. */
export type Fields<T> = { readonly [K in keyof T]-?: Shape<Exclude<T[K], undefined>> };

/** What a record does besides what its fields do. */
export interface RecordRules<T> {
  /** Faults between fields that Copilot already refuses while it reads. */
  readonly afterReading?: (value: T, at: FieldPath, reading: Reading, node: LocatedYaml) => T;
  /** Corrects the field-by-field merge, for fields that push each other out. */
  readonly afterMerge?: (merged: T, base: T, over: T) => T;
  /** Where "says nothing" is not simply "no field says anything". */
  readonly isEmpty?: (value: T) => boolean;
  /** Runs after the fields' own checks. */
  readonly check?: (value: T, at: FieldPath, report: Report) => void;
  /** Keys that are read elsewhere (`environments`) and so are no unknown ones. */
  readonly alsoKnown?: readonly string[];
}

/**
 * A map whose keys are known. Unknown keys are noted, as Copilot ignores them; a section's record is merged field by
 * field, and what it does not say stays as it was.
 */
export function record<T extends object>(fields: Fields<T>, rules: RecordRules<T> = {}): Shape<T> {
  const shapes = new Map<string, Shape<unknown>>(Object.entries(fields));
  const checks = [...shapes].flatMap(([name, shape]) =>
    shape.check === undefined ? [] : [[name, shape.check] as const],
  );
  const known = [...shapes.keys(), ...(rules.alsoKnown ?? [])];
  return {
    read: (node, at, reading) => {
      if (isNull(node)) return undefined;
      if (node.kind !== "map") return wrongType(node, at, reading, "a map");
      const values = readFields(node, at, reading, shapes, known) as T;
      return rules.afterReading === undefined ? values : rules.afterReading(values, at, reading, node);
    },
    merge: (base, over) => {
      const merged = mergeFields(base, over, shapes) as T;
      return rules.afterMerge === undefined ? merged : rules.afterMerge(merged, base, over);
    },
    isEmpty:
      rules.isEmpty ??
      ((value) => Object.entries(value).every(([name, part]) => shapes.get(name)?.isEmpty(part) !== false)),
    ...((checks.length > 0 || rules.check !== undefined) && {
      check: (value: T, at: FieldPath, report: Report) => {
        const parts = value as Readonly<Record<string, unknown>>;
        for (const [name, check] of checks) {
          const part = parts[name];
          if (part !== undefined) check(part, field(at, name), report);
        }
        rules.check?.(value, at, report);
      },
    }),
    schema: () => schemaOf(shapes),
    absent: {} as T,
  };
}

function readFields(
  node: LocatedMap,
  at: FieldPath,
  reading: Reading,
  shapes: ReadonlyMap<string, Shape<unknown>>,
  known: readonly string[],
): Record<string, unknown> {
  for (const again of node.duplicates) {
    const message = `The key ${again.text} is given twice; keep one of the two.`;
    reading.fault({ code: "duplicate-key", at: field(at, again.text), node: again, message, stops: true });
  }
  const values: Record<string, unknown> = {};
  for (const { key, value: child } of node.entries) {
    const shape = shapes.get(key.text);
    if (shape === undefined) {
      if (!known.includes(key.text))
        reading.unknownKeys.push({ at: field(at, key.text), name: key.text, node: key, known });
      continue;
    }
    const value = shape.read(child, field(at, key.text), reading);
    if (value !== undefined) values[key.text] = value;
    else if (shape.zero !== undefined && !isNull(child)) values[key.text] = shape.zero;
  }
  return values;
}

function mergeFields(
  base: object,
  over: object,
  shapes: ReadonlyMap<string, Shape<unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const shape = shapes.get(name);
    const before = merged[name] ?? shape?.absent;
    // Copilot's merge leaves a list that the base does not have alone when the section's is empty.
    if (before === undefined && Array.isArray(value) && value.length === 0) continue;
    merged[name] = before === undefined ? value : (shape?.merge(before, value) ?? value);
  }
  return merged;
}

function schemaOf(shapes: ReadonlyMap<string, Shape<unknown>>): JsonSchema {
  const properties = Object.fromEntries([...shapes].map(([name, shape]) => [name, shape.schema()]));
  return { type: "object", properties, additionalProperties: false };
}
