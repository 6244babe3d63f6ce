import { isMap, isScalar, LineCounter, parseDocument } from "yaml";

/** What stands under a key of a document's top level, read without following aliases or making values. */
export type TopLevelScalar =
  | { readonly kind: "scalar"; readonly text: string; readonly line: number; readonly column: number }
  /** The value is a map, a list, an alias or nothing. */
  | { readonly kind: "not-a-scalar"; readonly line: number; readonly column: number }
  | { readonly kind: "missing" }
  | { readonly kind: "not-yaml"; readonly message: string; readonly line: number; readonly column: number };

/**
 * Characters that are parsed at most: the parser takes seconds for a megabyte of hostile text, and the files that
 * this is asked about have a few lines, or are read elsewhere with limits of their own.
 */
const longestText = 32 * 1024;

/** Reads one key. Scalars give their source text, as a text field of Copilot's would take them (`name: 1.10` is `1.10`). */
export function readTopLevelScalar(text: string, key: string): TopLevelScalar {
  if (text.length > longestText)
    return { kind: "not-yaml", message: `more than ${longestText} characters`, line: 1, column: 1 };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: false,
    uniqueKeys: false,
    logLevel: "silent",
  });
  const at = (offset: number): { readonly line: number; readonly column: number } => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const fault = document.errors[0];
  if (fault !== undefined)
    return {
      kind: "not-yaml",
      message: fault.message.split(/ at line |\n/)[0] ?? fault.code,
      ...at(fault.pos[0]),
    };
  const pair = isMap(document.contents)
    ? document.contents.items.find(({ key: name }) => isScalar(name) && name.value === key)
    : undefined;
  if (pair === undefined) return { kind: "missing" };
  const keyStart = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
  const { value } = pair;
  if (!isScalar(value) || value.value === null || value.source === undefined)
    return { kind: "not-a-scalar", ...at(keyStart) };
  return { kind: "scalar", text: value.source, ...at(value.range?.[0] ?? keyStart) };
}
