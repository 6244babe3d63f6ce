import type { Scalar } from "yaml";

/**
 * What a scalar of the core schema means: only plain, untagged text can be anything but text
 * (https://yaml.org/spec/1.2.2/#103-core-schema).
 */
export function scalarValue(node: Scalar): string | number | boolean | null {
  const source = node.source ?? "";
  if (node.tag !== undefined) return taggedValue(node.tag, source);
  return node.type === "PLAIN" ? plainValue(source) : source;
}

/** What plain text means in the core schema; numbers that a number would not keep stay text. */
export function plainValue(source: string): string | number | boolean | null {
  if (/^(?:null|Null|NULL|~)?$/.test(source)) return null;
  if (/^(?:true|True|TRUE)$/.test(source)) return true;
  if (/^(?:false|False|FALSE)$/.test(source)) return false;
  if (/^[-+]?(?:0|[1-9][0-9]*)$/.test(source)) return wholeNumber(source);
  if (/^0o[0-7]+$/.test(source) || /^0x[0-9a-fA-F]+$/.test(source)) return wholeNumber(source);
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(source)) return fraction(source);
  return source;
}

function wholeNumber(source: string): string | number {
  const value = Number(source);
  if (!Number.isSafeInteger(value) && String(value) !== source) return source;
  return value === 0 ? 0 : value;
}

function fraction(source: string): string | number {
  if (/^[-+]?[0-9]+$/.test(source)) return source;
  const value = Number(source);
  if (!Number.isFinite(value)) return source;
  return value === 0 ? 0 : value;
}

function taggedValue(tag: string, source: string): string | number | boolean | null {
  switch (tag) {
    case "tag:yaml.org,2002:int":
    case "tag:yaml.org,2002:float":
    case "tag:yaml.org,2002:bool":
    case "tag:yaml.org,2002:null":
      return plainValue(source);
    default:
      return source;
  }
}
