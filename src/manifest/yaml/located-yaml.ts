/** A YAML value with its place in the text and its spelling; aliases and merge keys are already resolved. */
export type LocatedYaml = LocatedScalar | LocatedMap | LocatedList;

interface Located {
  /** Where it starts in the text, in UTF-16 units; an alias's value starts where the alias stands. */
  readonly start: number;
  readonly end: number;
  /** An explicit tag as written (`!Ref`), or the long form of a standard one. */
  readonly tag?: string;
}

/** A scalar as text. What it means (number, boolean, null) depends on the field that it fills. */
export interface LocatedScalar extends Located {
  readonly kind: "scalar";
  readonly text: string;
  /** Only a plain scalar can be anything but text; a literal block is exempt from the JSON-list rule. */
  readonly style: "plain" | "quoted" | "literal" | "folded";
}

/** A map in the order of its keys; keys of merged maps (`<<`) follow, where no key of its own hides them. */
export interface LocatedMap extends Located {
  readonly kind: "map";
  readonly entries: readonly LocatedEntry[];
  /** Keys that were given more than once, at their second place. */
  readonly duplicates: readonly LocatedScalar[];
}

/** A key and its value. */
export interface LocatedEntry {
  readonly key: LocatedScalar;
  readonly value: LocatedYaml;
}

/** A list. */
export interface LocatedList extends Located {
  readonly kind: "list";
  readonly items: readonly LocatedYaml[];
}

/** The value under a key; undefined where the node is no map or has no such key. */
export function valueAt(node: LocatedYaml | undefined, key: string): LocatedYaml | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key.text === key)?.value : undefined;
}
