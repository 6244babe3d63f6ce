/** Longer implicit keys are not allowed (https://yaml.org/spec/1.2.2/#733-flow-collections); quoting may double a key. */
const longestImplicitKey = 500;

/** A key with its colon; long ones take the explicit form, whose colon stands on a line of its own. */
export function keyText(key: string, indent: string): string {
  if (key.length > longestImplicitKey) return `? ${quoted(key)}\n${indent}:`;
  let text = knownKeys.get(key);
  if (text === undefined) {
    text = `${isPlain(key) ? key : quoted(key)}:`;
    if (knownKeys.size < 10_000) knownKeys.set(key, text);
  }
  return text;
}

/** Keys of templates repeat, and their text depends on nothing else. */
const knownKeys = new Map<string, string>();

/**
 * A scalar as YAML that every reader takes for the same value, readers of YAML 1.1 such as CloudFormation's included.
 * Text of several lines becomes a literal block, whose lines stand at `indent`.
 */
export function scalarText(value: string | number | boolean | null, indent: string): string {
  if (typeof value === "string") return textText(value, indent);
  if (typeof value !== "number") return String(value);
  return Number.isFinite(value) ? numberText(value) : "null";
}

function textText(text: string, indent: string): string {
  if (isPlain(text)) return text;
  if (text.includes("\n") && isLiteral(text)) return literal(text, indent);
  return quoted(text);
}

/** `1e+21` would be text to some readers of YAML 1.1; with a dot it is a number to all. */
function numberText(value: number): string {
  const text = Object.is(value, -0) ? "0" : String(value);
  return /^-?[0-9]+e/.test(text) ? text.replace("e", ".0e") : text;
}

const plainShape = /^[A-Za-z_/.$0-9(](?:[\w./$()*+@=~^;<>?|!,[\]{}"'&%-]|:(?=[^ ])| (?=[^ #]))*$/;
const startsLikeNumber = /^\.?[0-9]/;
const onlyNumberOrDate = /^[0-9.][0-9a-fA-F_:.,+\-xXoObBTZ ]*$/;
const reserved = /^(?:y|n|yes|no|on|off|true|false|null|\.nan|\.inf)$/i;

function isPlain(text: string): boolean {
  if (!plainShape.test(text) || text.endsWith(":") || reserved.test(text)) return false;
  if (text.startsWith("...")) return false;
  return !startsLikeNumber.test(text) || !onlyNumberOrDate.test(text);
}

/** Characters that a literal block cannot hold, or that some reader takes for a line break. */
const unprintable = /[^\P{Cc}\t\n]|[\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

/** A block that starts with white space, or ends in lines without text, would need indicators; quotes are clearer. */
function isLiteral(text: string): boolean {
  return /^[^\s]/.test(text) && /[^\s]\n?$/.test(text) && !unprintable.test(text);
}

function literal(text: string, indent: string): string {
  const clipped = text.endsWith("\n");
  const body = clipped ? text.slice(0, -1) : text;
  return `${clipped ? "|" : "|-"}\n${body.replaceAll(/^(?=[^\n])/gm, indent)}`;
}

function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (!/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/.test(json)) return json;
  return json.replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
