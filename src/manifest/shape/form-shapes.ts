import type { LocatedYaml } from "../yaml/located-yaml.ts";
import type { FieldPath } from "./field-path.ts";
import { anyOf } from "./json-schema.ts";
import type { Reading } from "./reading.ts";
import { describe, wrongType } from "./scalar-shapes.ts";
import { isNull } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** The two forms of a field: a map, and a scalar or list. */
export interface Forms<Plain, Advanced extends object> {
  readonly plain: Shape<Plain>;
  readonly map: Shape<Advanced>;
  /** What a reader is told when neither form fits: `true, false or a map`. */
  readonly wanted: string;
  /**
   * Whether a fault inside the map refuses it (Copilot's `Union`), or drops only the value at fault without a word
   * (its other two-form fields).
   */
  readonly faultsInMap: "refuse" | "drop";
  /** What stands when the base has one form and the section the other; the section's, unless Copilot errs. */
  readonly mixed?: (base: Plain | Advanced, over: Plain | Advanced) => Plain | Advanced;
}

/**
 * A field with two forms. An empty map says nothing and is refused. A section's form pushes the base's other form out,
 * and two maps are merged.
 */
export function eitherForm<
  Plain extends string | number | boolean | readonly unknown[],
  Advanced extends object,
>(forms: Forms<Plain, Advanced>): Shape<Plain | Advanced> {
  const { plain, map } = forms;
  const isMapForm = (value: Plain | Advanced): value is Advanced =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  return {
    read: (node, at, reading) => {
      if (isNull(node)) return undefined;
      return node.kind === "map"
        ? readMapForm(node, at, reading, forms)
        : readPlainForm(node, at, reading, forms);
    },
    merge: (base, over) => {
      if (isMapForm(base) && isMapForm(over)) return map.merge(base, over);
      if (isMapForm(base) || isMapForm(over))
        return forms.mixed === undefined ? over : forms.mixed(base, over);
      return plain.merge(base, over);
    },
    isEmpty: (value) => (isMapForm(value) ? map.isEmpty(value) : plain.isEmpty(value)),
    ...((plain.check ?? map.check) && {
      check: (value, at, report) =>
        isMapForm(value) ? map.check?.(value, at, report) : plain.check?.(value, at, report),
    }),
    schema: () => anyOf(plain.schema(), map.schema()),
  };
}

function readMapForm<Plain, Advanced extends object>(
  node: LocatedYaml,
  at: FieldPath,
  reading: Reading,
  forms: Forms<Plain, Advanced>,
): Advanced | undefined {
  const { value, faults } = reading.attempt(() => forms.map.read(node, at, reading));
  for (const fault of faults) {
    if (fault.stops || forms.faultsInMap === "refuse") reading.faults.push({ ...fault, stops: true });
  }
  const stopped =
    faults.some((fault) => fault.stops) || (faults.length > 0 && forms.faultsInMap === "refuse");
  if (stopped) return undefined;
  if (value === undefined || forms.map.isEmpty(value)) {
    const first = faults[0];
    const message =
      first?.message ??
      `A map without any of this field's keys stands here, where ${forms.wanted} is wanted.`;
    return reading.fault({
      code: "wrong-type",
      at: first?.at ?? at,
      node: first?.node ?? node,
      message,
      stops: true,
    });
  }
  reading.dropped.push(...faults);
  return value;
}

function readPlainForm<Plain, Advanced extends object>(
  node: LocatedYaml,
  at: FieldPath,
  reading: Reading,
  forms: Forms<Plain, Advanced>,
): Plain | undefined {
  const { value, faults } = reading.attempt(() => forms.plain.read(node, at, reading));
  const first = faults[0];
  if (first !== undefined) {
    const message = `${describe(node)} stands here, where ${forms.wanted} is wanted.`;
    return reading.fault({ ...first, message: first.at === at ? message : first.message, stops: true });
  }
  if (value === undefined) return stopping(reading, () => wrongType(node, at, reading, forms.wanted));
  return value;
}

function stopping(reading: Reading, refuse: () => undefined): undefined {
  const { faults } = reading.attempt(refuse);
  reading.faults.push(...faults.map((fault) => ({ ...fault, stops: true })));
  return undefined;
}
