import { asRecord } from "./record.ts";
import { kindOf, membersOf, parseTimestamp, type Shape } from "./shape.ts";

/**
 * A value that came as JSON in the form that SDK users know: moments as `Date`, binary as `Uint8Array`, only members
 * of the model. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function readJson(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (kindOf(shape)) {
    case "structure":
      return mapMembers(shape, value, readJson);
    case "list":
      return Array.isArray(value) ? value.map((item) => readJson(shape.getValueSchema(), item)) : [];
    case "map":
      return mapValues(shape, value, readJson);
    case "timestamp":
      return typeof value === "number" ? new Date(value * 1000) : parseTimestamp(textIn(value));
    case "blob":
      return new Uint8Array(Buffer.from(textIn(value), "base64"));
    case "boolean":
    case "number":
    case "string":
      return value;
    case "nothing":
      return undefined;
  }
}

/** The same value as it travels: moments as seconds since 1970, binary as base64. */
export function writeJson(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  switch (kindOf(shape)) {
    case "structure":
      return mapMembers(shape, value, writeJson);
    case "list":
      return Array.isArray(value) ? value.map((item) => writeJson(shape.getValueSchema(), item)) : [];
    case "map":
      return mapValues(shape, value, writeJson);
    case "timestamp":
      return value instanceof Date ? value.getTime() / 1000 : undefined;
    case "blob":
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : undefined;
    case "boolean":
    case "number":
    case "string":
      return value;
    case "nothing":
      return undefined;
  }
}

function textIn(value: unknown): string {
  if (typeof value === "string") return value;
  throw new SyntaxError(`${JSON.stringify(value)} can not be converted to a String`);
}

type Convert = (shape: Shape, value: unknown) => unknown;

function mapMembers(shape: Shape, value: unknown, convert: Convert): Record<string, unknown> {
  const record = asRecord(value);
  const converted: Record<string, unknown> = {};
  for (const [name, member] of membersOf(shape)) {
    const item = convert(member, record[name]);
    if (item !== undefined) converted[name] = item;
  }
  return converted;
}

function mapValues(shape: Shape, value: unknown, convert: Convert): Record<string, unknown> {
  const member = shape.getValueSchema();
  return Object.fromEntries(
    Object.entries(asRecord(value)).map(([key, item]) => [key, convert(member, item)]),
  );
}
