import type { YamlFault } from "./yaml-document.ts";

/**
 * What a manifest may be at most. The longest manifest seen in the field has about 40,000 characters and 12 levels
 * (real-world-use.md); whatever is over these limits is an accident or an attack.
 */
export const yamlLimits = {
  characters: 256 * 1024,
  depth: 64,
  /** Values after aliases are expanded. */
  nodes: 50_000,
  aliases: 1_000,
  keysOfOneMap: 5_000,
} as const;

/** The faults that can be seen before parsing: too long a text, or one nested so deeply that a parser could overflow. */
export function faultsBeforeParsing(text: string): readonly YamlFault[] {
  if (text.length > yamlLimits.characters) {
    return [fault(0, `The file has ${text.length} characters; at most ${yamlLimits.characters} are read.`)];
  }
  return scan(text);
}

/** Said of a value that is nested too deeply, whoever notices. */
export const tooDeepMessage = `Values are nested more than ${yamlLimits.depth} deep; no manifest needs that.`;

/**
 * Looks at each character once: at those that YAML forbids, and at what bounds the parser's recursion, which is brackets
 * that stay open and list marks in a row on one line. Brackets in quoted texts and comments count too, so these bounds
 * are far above the real limit, which is checked on the nodes.
 */
function scan(text: string): readonly YamlFault[] {
  let open = 0;
  let marks = 0;
  let lineStart = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (isForbidden(code, at)) {
      const message = "A control character stands here, which YAML does not allow.";
      return [{ code: "invalid-format", offset: at, message }];
    }
    if (code === 0x5b || code === 0x7b) open += 1;
    else if (code === 0x5d || code === 0x7d) open = Math.max(0, open - 1);
    if (code === 0x0a) {
      marks = 0;
      lineStart = at;
    } else if (isMark(code) && isBlank(text.charCodeAt(at + 1))) marks += 1;
    if (open > 300 || marks > 200 || (at - lineStart > 20_000 && isBlank(code))) {
      return [fault(at, tooDeepMessage)];
    }
  }
  return [];
}

/** https://yaml.org/spec/1.2.2/#51-character-set; a byte order mark is allowed at the very beginning only. */
function isForbidden(code: number, at: number): boolean {
  if (code < 0x20) return code !== 0x09 && code !== 0x0a && code !== 0x0d;
  if (code < 0x7f) return false;
  return (code <= 0x9f && code !== 0x85) || (code === 0xfeff && at > 0) || code >= 0xfffe;
}

/** The marks of lists, keys and values, which can follow each other on one line. */
function isMark(code: number): boolean {
  return code === 0x2d || code === 0x3f || code === 0x3a;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function fault(offset: number, message: string): YamlFault {
  return { code: "limit-exceeded", offset, message };
}
