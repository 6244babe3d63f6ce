import type { LocatedYaml } from "../yaml/located-yaml.ts";
import type { FieldPath } from "./field-path.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Reading } from "./reading.ts";
import type { Report } from "./report.ts";

/**
 * The one description of a field (design.md 14). From it come the reading of its forms, the merge of an environment's
 * section, the checks, and the JSON Schema for editors. Made once at start; none of its functions keeps anything.
 */
export interface Shape<T> {
  /** The value that a node stands for; undefined for a `null` and for what cannot be read, which is reported. */
  readonly read: (node: LocatedYaml, at: FieldPath, reading: Reading) => T | undefined;
  /** What stands after a section's value was put over the base's. */
  readonly merge: (base: T, over: T) => T;
  /** Whether a value says nothing, which matters for two-form fields: Copilot then tries the other form. */
  readonly isEmpty: (value: T) => boolean;
  /** Reports what is wrong with a value that could be read; absent where nothing can be. */
  readonly check?: (value: T, at: FieldPath, report: Report) => void;
  readonly schema: () => JsonSchema;
  /**
   * What Copilot puts into a field of its own for a value that it cannot read, where a two-form field lets it go on:
   * Go's zero value. Absent where the field is then left out.
   */
  readonly zero?: T;
  /** What a section's value is put over where the base has none: a record's fields are merged even then, as Go's structs are always there. */
  readonly absent?: T;
}

/** A shape with one more check, which runs after those below it. */
export function checked<T>(
  shape: Shape<T>,
  check: (value: T, at: FieldPath, report: Report) => void,
): Shape<T> {
  const inner = shape.check;
  return {
    ...shape,
    check: (value, at, report) => {
      inner?.(value, at, report);
      check(value, at, report);
    },
  };
}

/** The merge of values that have no parts: the section's stands. */
export function replaced<T>(_base: T, over: T): T {
  return over;
}

/** For values that say something as soon as they are given. */
export function neverEmpty(): boolean {
  return false;
}

/** Whether a node is an explicit or implied `null`, which Copilot reads as if the key were not there. */
export function isNull(node: LocatedYaml): boolean {
  if (node.kind !== "scalar" || node.style !== "plain" || node.tag !== undefined) return false;
  return (
    node.text === "" ||
    node.text === "~" ||
    node.text === "null" ||
    node.text === "Null" ||
    node.text === "NULL"
  );
}
