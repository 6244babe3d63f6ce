import type { LocatedYaml } from "../yaml/located-yaml.ts";
import { index, key } from "./field-path.ts";
import type { FieldPath } from "./field-path.ts";
import type { Reading } from "./reading.ts";
import { isNull, neverEmpty, replaced } from "./shape.ts";
import type { Shape } from "./shape.ts";
import { wrongType } from "./scalar-shapes.ts";

/** A list. A section's list stands in place of the base's, an empty one too. */
export function listOf<T>(item: Shape<T>): Shape<readonly T[]> {
  const checkItem = item.check;
  return {
    read: (node, at, reading) => {
      if (isNull(node)) return undefined;
      if (node.kind !== "list") return wrongType(node, at, reading, "a list");
      const values: T[] = [];
      for (const [position, child] of node.items.entries()) {
        const value = item.read(child, index(at, position), reading);
        if (value !== undefined) values.push(value);
      }
      return values;
    },
    merge: replaced,
    isEmpty: neverEmpty,
    ...(checkItem && {
      check: (values, at, report) =>
        values.forEach((value, position) => checkItem(value, index(at, position), report)),
    }),
    schema: () => ({ type: "array", items: item.schema() }),
  };
}

/** How a map with free keys is read and merged. */
export interface MapRules<T> {
  /** What an entry without a value stands for; left out, such an entry is left out too. */
  readonly whenNull?: T;
  /** Whether an entry of a section is put over the base's, or stands in its place. Entries are never removed. */
  readonly entries: "merged" | "replaced";
}

/** A map whose keys are names that the author chooses. */
export function mapOf<T>(entry: Shape<T>, rules: MapRules<T>): Shape<Readonly<Record<string, T>>> {
  const checkEntry = entry.check;
  return {
    read: (node, at, reading) => readMap(node, at, reading, entry, rules.whenNull),
    merge: (base, over) => {
      const merged: Record<string, T> = { ...base };
      for (const [name, value] of Object.entries(over)) {
        const before = rules.entries === "merged" && Object.hasOwn(base, name) ? base[name] : undefined;
        setEntry(merged, name, before === undefined ? value : entry.merge(before, value));
      }
      return merged;
    },
    isEmpty: neverEmpty,
    ...(checkEntry && {
      check: (values, at, report) => {
        for (const [name, value] of Object.entries(values)) checkEntry(value, key(at, name), report);
      },
    }),
    schema: () => ({ type: "object", additionalProperties: entry.schema() }),
  };
}

function readMap<T>(
  node: LocatedYaml,
  at: FieldPath,
  reading: Reading,
  entry: Shape<T>,
  whenNull: T | undefined,
): Readonly<Record<string, T>> | undefined {
  if (isNull(node)) return undefined;
  if (node.kind !== "map") return wrongType(node, at, reading, "a map");
  for (const again of node.duplicates) {
    const message = `The key ${again.text} is given twice; keep one of the two.`;
    reading.fault({ code: "duplicate-key", at: key(at, again.text), node: again, message, stops: true });
  }
  const values: Record<string, T> = {};
  for (const { key: name, value: child } of node.entries) {
    const value = entry.read(child, key(at, name.text), reading) ?? (isNull(child) ? whenNull : undefined);
    if (value !== undefined) setEntry(values, name.text, value);
  }
  return values;
}

/** Sets a key of an author's choosing; `__proto__` becomes a key like any other. */
export function setEntry<T>(target: Record<string, T>, name: string, value: T): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  target[name] = value;
}

/** Texts by name; a name without a value has the empty text. */
export function textMap(text: Shape<string>): Shape<Readonly<Record<string, string>>> {
  return mapOf(text, { whenNull: "", entries: "replaced" });
}
