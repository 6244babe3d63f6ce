/** What a plain scalar resolves to in Copilot's YAML reader (yaml.v3), where nothing says what is wanted. */
export type PlainValue =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number"; readonly value: number; readonly whole: boolean }
  | { readonly kind: "text" };

/**
 * Resolves a plain scalar as yaml.v3 does: YAML 1.2 with Go's number spellings (`0755` and `0o755` are octal, `1_000` is
 * a number). `on`, `yes` and their like are text here; only a field that wants a boolean takes them.
 * https://pkg.go.dev/gopkg.in/yaml.v3
 */
export function resolvePlain(text: string): PlainValue {
  const first = text.charCodeAt(0);
  if (Number.isNaN(first)) return { kind: "null" };
  if (isWordStart(first)) return words.get(text) ?? textValue;
  if (!isNumberStart(first)) return textValue;
  const digits = text.replaceAll("_", "");
  return wholeNumber(digits) ?? decimal(digits) ?? words.get(text) ?? textValue;
}

/** The words that stand for true and false in a field that wants a boolean, besides `true` and `false` themselves. */
export function oldBoolean(text: string): boolean | undefined {
  if (/^(y|Y|yes|Yes|YES|on|On|ON)$/.test(text)) return true;
  return /^(n|N|no|No|NO|off|Off|OFF)$/.test(text) ? false : undefined;
}

const textValue: PlainValue = { kind: "text" };

const words: ReadonlyMap<string, PlainValue> = new Map<string, PlainValue>([
  ...["~", "null", "Null", "NULL"].map((word) => [word, { kind: "null" }] as const),
  ...["true", "True", "TRUE"].map((word) => [word, { kind: "boolean", value: true }] as const),
  ...["false", "False", "FALSE"].map((word) => [word, { kind: "boolean", value: false }] as const),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, { kind: "number", value: NaN, whole: false }] as const),
  ...[".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"].map(
    (word) => [word, { kind: "number", value: Infinity, whole: false }] as const,
  ),
  ...["-.inf", "-.Inf", "-.INF"].map(
    (word) => [word, { kind: "number", value: -Infinity, whole: false }] as const,
  ),
]);

function isWordStart(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x7e;
}

function isNumberStart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2b || code === 0x2d || code === 0x2e;
}

function wholeNumber(text: string): PlainValue | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimals] = match;
  const size =
    hex !== undefined
      ? parseInt(hex, 16)
      : binary !== undefined
        ? parseInt(binary, 2)
        : octal !== undefined
          ? parseInt(octal, 8)
          : Number(decimals);
  return { kind: "number", value: sign === "-" && size !== 0 ? -size : size, whole: true };
}

function decimal(text: string): PlainValue | undefined {
  if (!/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  return { kind: "number", value: Number(text), whole: false };
}
