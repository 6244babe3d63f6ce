import type { LocatedMap, LocatedYaml } from "./located-yaml.ts";

/** A YAML text that was read, or why it could not be. Offsets count UTF-16 units. */
export type YamlReading =
  | { readonly kind: "read"; readonly document: YamlDocument }
  | { readonly kind: "unreadable"; readonly faults: readonly YamlFault[] };

/** The first document of a YAML text. An empty text is an empty map, as Copilot's reader takes it. */
interface YamlDocument {
  readonly text: string;
  readonly root: LocatedYaml;
  /** Offset of a second document, which is never read. */
  readonly ignoredFrom?: number;
}

/** Why a text is no readable YAML. */
export interface YamlFault {
  readonly code: "invalid-format" | "limit-exceeded";
  readonly offset: number;
  readonly message: string;
}

/** The root of an empty document. */
export const emptyMap: LocatedMap = { kind: "map", start: 0, end: 0, entries: [], duplicates: [] };

/** Line and column, both from 1, of an offset in a text. */
export function lineAndColumn(
  text: string,
  offset: number,
): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
