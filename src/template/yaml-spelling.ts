import { isAlias, isMap, isScalar, isSeq, type Alias, type Document, type Node } from "yaml";
import type { Json } from "../domain/template.ts";
import { aliasTargets } from "./alias-targets.ts";
import { parseYaml, readParsed, type YamlReading } from "./read-yaml.ts";
import { plainValue } from "./scalar-value.ts";

/** A document as data, together with how its parts are spelled. */
export type SpelledReading =
  | {
      readonly kind: "read";
      readonly value: Json;
      /**
       * One text for how the value below some keys is spelled: two parts have the same text when only comments,
       * layout and quoting tell them apart. The order of keys, short tags and anchors count. Undefined where nothing
       * is written, which is so for keys that a merge key brought in.
       */
      readonly spellingAt: (keys: readonly string[]) => string | undefined;
    }
  | Extract<YamlReading, { kind: "unreadable" }>;

/** Reads a document like `readYaml` and keeps its spelling, which data in long form loses. */
export function readSpelledYaml(text: string): SpelledReading {
  const parsing = parseYaml(text);
  if (parsing.kind === "unreadable") return parsing;
  const reading = readParsed(parsing);
  if (reading.kind === "unreadable") return reading;
  const { document } = parsing;
  const aliases = aliasTargets(document);
  return {
    kind: "read",
    value: reading.value,
    spellingAt: (keys) => {
      const node = nodeAt(document, keys);
      return node === undefined ? undefined : spelling(node, aliases);
    },
  };
}

function nodeAt(document: Document.Parsed, keys: readonly string[]): Node | undefined {
  let here: Node | null | undefined = document.contents;
  for (const key of keys) {
    if (!isMap<Node, Node | null>(here)) return undefined;
    here = here.items.find((pair) => isScalar(pair.key) && pair.key.source === key)?.value;
  }
  return here ?? undefined;
}

function spelling(node: Node | null, aliases: ReadonlyMap<Alias, Node>): string {
  if (node === null) return "null";
  if (isAlias(node)) return `*${node.source} ${spelling(aliases.get(node) ?? null, aliases)}`;
  const prefix = `${node.anchor === undefined ? "" : `&${node.anchor} `}${node.tag ?? impliedTag(node)} `;
  if (isScalar(node)) return prefix + JSON.stringify(node.source ?? "");
  if (isSeq<Node | null>(node))
    return `${prefix}[${node.items.map((item) => spelling(item, aliases)).join(",")}]`;
  if (!isMap<Node, Node | null>(node)) return prefix;
  const pairs = node.items.map(({ key, value }) => `${spelling(key, aliases)}:${spelling(value, aliases)}`);
  return `${prefix}{${pairs.join(",")}}`;
}

/** Quoted and plain text are the same unless the plain one would be a number, a boolean or nothing. */
function impliedTag(node: Node): string {
  if (!isScalar(node) || node.type !== "PLAIN") return "";
  const value = plainValue(node.source ?? "");
  return typeof value === "string" ? "" : typeof value;
}
