import type { NormalizedSchema } from "@smithy/core/schema";

/** A shape of AWS's API models, as the SDK's clients export it. */
export type Shape = NormalizedSchema;

/** What a shape holds, as far as an encoding has to know. */
export type ShapeKind =
  | "structure"
  | "list"
  | "map"
  | "timestamp"
  | "blob"
  | "boolean"
  | "number"
  | "string"
  | "nothing";

/** How a moment is written: seconds since 1970, `2026-05-01T10:00:00Z`, or `Fri, 01 May 2026 10:00:00 GMT`. */
export type TimestampFormat = "epoch-seconds" | "date-time" | "http-date";

/** The kind of a shape. Documents and big numbers do not occur in the services that the simulator plays. */
export function kindOf(shape: Shape): ShapeKind {
  if (shape.isUnitSchema()) return "nothing";
  if (shape.isStructSchema()) return "structure";
  if (shape.isListSchema()) return "list";
  if (shape.isMapSchema()) return "map";
  if (shape.isTimestampSchema()) return "timestamp";
  if (shape.isBlobSchema()) return "blob";
  if (shape.isBooleanSchema()) return "boolean";
  if (shape.isNumericSchema()) return "number";
  return "string";
}

/** The members of a structure by name; empty for the shape of operations that take or return nothing. */
export function membersOf(shape: Shape): Iterable<readonly [string, Shape]> {
  return shape.isUnitSchema() ? [] : shape.structIterator();
}

/** The format that the shape itself prescribes, else the protocol's own. */
export function timestampFormatOf(shape: Shape, byDefault: TimestampFormat): TimestampFormat {
  const schema = shape.getSchema();
  if (schema === 5) return "date-time";
  if (schema === 6) return "http-date";
  if (schema === 7) return "epoch-seconds";
  return byDefault;
}

/** Writes a moment. */
export function formatTimestamp(moment: Date, format: TimestampFormat): string {
  switch (format) {
    case "epoch-seconds":
      return String(moment.getTime() / 1000);
    case "date-time":
      return moment.toISOString();
    case "http-date":
      return moment.toUTCString();
  }
}

/** Reads a moment in any of the three formats. Throws a RangeError on text that is none of them. */
export function parseTimestamp(text: string): Date {
  const moment = /^-?\d+(\.\d+)?$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  if (Number.isNaN(moment.getTime())) throw new RangeError(`not a timestamp: ${text}`);
  return moment;
}
