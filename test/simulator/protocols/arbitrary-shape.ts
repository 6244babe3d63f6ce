import * as fc from "fast-check";
import { kindOf, membersOf, type Shape } from "../../../src/simulator/protocols/shape.ts";

/** Values of a shape as an SDK user would write them; structures deeper than `depth` keep no members. */
export function arbitraryOf(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  switch (kindOf(shape)) {
    case "structure":
      return structureOf(shape, depth);
    case "list":
      return fc.array(arbitraryOf(shape.getValueSchema(), depth - 1), { minLength: 1, maxLength: 3 });
    case "map":
      return fc.dictionary(
        fc.stringMatching(/^[A-Za-z][A-Za-z0-9:/-]{0,8}$/),
        arbitraryOf(shape.getValueSchema(), depth - 1),
        { minKeys: 1, maxKeys: 3, noNullPrototype: true },
      );
    case "timestamp":
      // The formats go down to a second or a millisecond; all of them keep whole seconds.
      return fc
        .integer({ min: 1_500_000_000, max: 2_000_000_000 })
        .map((seconds) => new Date(seconds * 1000));
    case "blob":
      return fc.uint8Array({ minLength: 1, maxLength: 8 });
    case "boolean":
      return fc.boolean();
    case "number":
      return fc.integer({ min: 0, max: 100_000 });
    case "string":
      return text;
    case "nothing":
      return fc.constant(undefined);
  }
}

const characters = [
  "a",
  "b",
  " ",
  "Z",
  "9",
  "<",
  ">",
  "&",
  '"',
  "'",
  "=",
  "+",
  "%",
  "/",
  ".",
  "ä",
  "€",
  "🚀",
  "\n",
  "{",
  "]",
];

/** Text with what XML, forms and JSON must escape, but without leading or trailing blanks. */
const text = fc
  .string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 12 })
  .filter((value) => value.trim() === value);

function structureOf(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  if (depth <= 0) return fc.constant({});
  const members = [...membersOf(shape)];
  if (shape.isUnionSchema()) {
    return fc.oneof(
      ...members.map(([name, member]) => arbitraryOf(member, depth - 1).map((value) => ({ [name]: value }))),
    );
  }
  const model = Object.fromEntries(members.map(([name, member]) => [name, arbitraryOf(member, depth - 1)]));
  return fc.record(model, { requiredKeys: [], noNullPrototype: true }).map(withoutEmptyStructures);
}

/** A structure without members does not exist in a form, so none is sent. */
function withoutEmptyStructures(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value instanceof Date || value instanceof Uint8Array) return false;
  if (Array.isArray(value)) return value.length === 0 || value.some(isEmpty);
  if (typeof value === "object" && value !== null) {
    return Object.keys(value).length === 0 || Object.values(value).some(isEmpty);
  }
  return false;
}
