import { index } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import { anyOf } from "../shape/json-schema.ts";
import type { Reading } from "../shape/reading.ts";
import { text, wrongType } from "../shape/scalar-shapes.ts";
import { isNull, neverEmpty, replaced } from "../shape/shape.ts";
import type { Shape } from "../shape/shape.ts";
import type { LocatedList } from "../yaml/located-yaml.ts";

const schema = anyOf(text.schema(), { type: "array", items: text.schema() });

/** A text or a list of texts, kept apart: shell rules split a text only. Items that are no texts are dropped, as Copilot does. */
export const textOrTexts: Shape<string | readonly string[]> = {
  read: (node, at, reading) => {
    if (isNull(node)) return undefined;
    if (node.kind === "list") return textItems(node, at, reading);
    if (node.kind === "scalar") return node.text;
    const { faults } = reading.attempt(() => wrongType(node, at, reading, "a text or a list of texts"));
    reading.faults.push(...faults.map((fault) => ({ ...fault, stops: true })));
    return undefined;
  },
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => schema,
};

/** A text or a list of texts, read alike as a list. */
export const texts: Shape<readonly string[]> = {
  read: (node, at, reading) => {
    if (isNull(node)) return undefined;
    if (node.kind === "list") return textItems(node, at, reading);
    return node.kind === "scalar" ? [node.text] : wrongType(node, at, reading, "a text or a list of texts");
  },
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => schema,
};

/** The texts of a list; other items are dropped with a warning. */
export function textItems(list: LocatedList, at: FieldPath, reading: Reading): readonly string[] {
  const { value, faults } = reading.attempt(() =>
    list.items.flatMap((item, position) => text.read(item, index(at, position), reading) ?? []),
  );
  reading.dropped.push(...faults);
  return value;
}
