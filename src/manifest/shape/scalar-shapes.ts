import type { LocatedScalar, LocatedYaml } from "../yaml/located-yaml.ts";
import { parseGoDuration } from "../yaml/go-duration.ts";
import { oldBoolean, resolvePlain } from "../yaml/plain-scalars.ts";
import type { PlainValue } from "../yaml/plain-scalars.ts";
import type { FieldPath } from "./field-path.ts";
import type { Reading } from "./reading.ts";
import { isNull, neverEmpty, replaced } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** A text. Any scalar is taken as it is spelt: `1.10` stays `1.10`. */
export const text: Shape<string> = {
  read: (node, at, reading) => readScalar(node, at, reading, "a text", (scalar) => scalar.text),
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => ({ type: ["string", "number", "boolean"] }),
  zero: "",
};

/** A text where the empty text counts as nothing, so that a section cannot empty it (conformance README). */
export const textOrNothing: Shape<string> = {
  read: (node, at, reading) => text.read(node, at, reading) || undefined,
  merge: replaced,
  isEmpty: neverEmpty,
  schema: text.schema,
};

/** `true` or `false`, and the older `on`, `off`, `yes`, `no`. */
export const boolean: Shape<boolean> = {
  read: (node, at, reading) =>
    readScalar(node, at, reading, "true or false", (scalar) => {
      const resolved = resolve(scalar);
      if (resolved.kind === "boolean") return resolved.value;
      return resolved.kind === "text" ? oldBoolean(scalar.text) : undefined;
    }),
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => ({ type: "boolean" }),
  zero: false,
};

/** A whole number between two bounds, which are what Copilot's type can hold. Fractions are cut off, as Copilot does. */
export function wholeNumber(bounds: { readonly min: number; readonly max: number }): Shape<number> {
  const isTold = bounds.max < Number.MAX_SAFE_INTEGER;
  const wanted = isTold ? `a whole number from ${bounds.min} to ${bounds.max}` : "a whole number";
  return {
    read: (node, at, reading) => {
      const value = readScalar(node, at, reading, wanted, (scalar) => {
        const resolved = resolve(scalar);
        return resolved.kind === "number" && !Number.isNaN(resolved.value)
          ? Math.trunc(resolved.value)
          : undefined;
      });
      if (value === undefined || (value >= bounds.min && value <= bounds.max)) return value;
      const message = `${value} is out of range: ${wanted} is wanted here.`;
      return reading.fault({ code: "out-of-range", at, node, message, stops: false });
    },
    merge: replaced,
    isEmpty: neverEmpty,
    schema: () =>
      isTold ? { type: "integer", minimum: bounds.min, maximum: bounds.max } : { type: "integer" },
    zero: 0,
  };
}

/** A whole number that can be told from its neighbours; Copilot's own type goes further, to sizes that nothing has. */
export const integer = wholeNumber({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

/** A port number as Copilot's type holds it. */
export const port = wholeNumber({ min: 0, max: 65_535 });

/** A number. */
export const decimal: Shape<number> = {
  read: (node, at, reading) =>
    readScalar(node, at, reading, "a number", (scalar) => {
      const resolved = resolve(scalar);
      return resolved.kind === "number" ? resolved.value : undefined;
    }),
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => ({ type: "number" }),
  zero: 0,
};

/** A Go duration, read as milliseconds. A bare number is refused, as Copilot does. */
export const duration: Shape<number> = {
  read: (node, at, reading) =>
    readScalar(node, at, reading, "a duration with its unit, such as 30s, 1m30s or 500ms", (scalar) =>
      resolve(scalar).kind === "text" ? parseGoDuration(scalar.text) : undefined,
    ),
  merge: replaced,
  isEmpty: neverEmpty,
  schema: () => ({
    type: "string",
    pattern: "^[-+]?(0|([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$",
  }),
  zero: 0,
};

function readScalar<T>(
  node: LocatedYaml,
  at: FieldPath,
  reading: Reading,
  wanted: string,
  take: (scalar: LocatedScalar) => T | undefined,
): T | undefined {
  if (isNull(node)) return undefined;
  const value = node.kind === "scalar" ? take(node) : undefined;
  if (value !== undefined) return value;
  return wrongType(node, at, reading, wanted);
}

/** Reports that a field cannot take this kind of value. */
export function wrongType(node: LocatedYaml, at: FieldPath, reading: Reading, wanted: string): undefined {
  const message = `${describe(node)} stands here, where ${wanted} is wanted.`;
  return reading.fault({ code: "wrong-type", at, node, message, stops: false });
}

/** What a node is, in words that begin a sentence. */
export function describe(node: LocatedYaml): string {
  if (node.kind === "map") return "A map";
  if (node.kind === "list") return "A list";
  const resolved = resolve(node);
  if (resolved.kind === "number") return "A number";
  if (resolved.kind === "boolean") return "A true or false";
  return node.style === "quoted" ? "A quoted text" : "A text";
}

function resolve(scalar: LocatedScalar): PlainValue {
  const { tag } = scalar;
  const plain = tag === undefined ? scalar.style === "plain" : coreTags.test(tag);
  return plain ? resolvePlain(scalar.text) : { kind: "text" };
}

/** Tags that make even a quoted scalar a number, boolean or null. */
const coreTags = /^tag:yaml\.org,2002:(int|float|bool|null)$/;
