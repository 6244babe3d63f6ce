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
  const deep = tooDeepAt(text);
  return deep === undefined ? [] : [fault(deep, tooDeepMessage)];
}

/** Said of a value that is nested too deeply, whoever notices. */
export const tooDeepMessage = `Values are nested more than ${yamlLimits.depth} deep; no manifest needs that.`;

/**
 * Bounds what the parser's recursion can meet: brackets that stay open, and list marks in a row on one line. Brackets
 * in quoted texts and comments count too, so the bound is far above the real limit, which is checked on the nodes.
 */
function tooDeepAt(text: string): number | undefined {
  let open = 0;
  let marks = 0;
  let indented = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) open += 1;
    else if (code === 0x5d || code === 0x7d) open = Math.max(0, open - 1);
    if (code === 0x0a) {
      marks = 0;
      indented = at;
    } else if ((code === 0x2d || code === 0x3f || code === 0x3a) && isBlank(text.charCodeAt(at + 1)))
      marks += 1;
    if (open > 300 || marks > 200 || (at - indented > 20_000 && isBlank(code))) return at;
  }
  return undefined;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function fault(offset: number, message: string): YamlFault {
  return { code: "limit-exceeded", offset, message };
}
