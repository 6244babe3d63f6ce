import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Alias,
  type Document,
  type Node,
  type Pair,
} from "yaml";
import type { Json } from "../domain/template.ts";
import { aliasTargets } from "./alias-targets.ts";
import { isJsonMap } from "./json-pointer.ts";
import { scalarValue } from "./scalar-value.ts";

/** A node that has no place in a template; `offset` counts UTF-16 code units from the start of the text. */
export class UnreadableNode extends Error {
  override readonly name = "UnreadableNode";
  readonly code: "key-not-text" | "too-large" | "too-deep" | "unknown-alias" | "duplicate-key";
  readonly offset: number;

  constructor(code: UnreadableNode["code"], message: string, offset: number) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

/** Turns a parsed document into data in CloudFormation's long form. Throws `UnreadableNode` at the first fault. */
export function jsonOfNode(
  document: Document.Parsed,
  limits: { readonly values: number; readonly depth: number },
): Json {
  return new Walk(document, limits).value(document.contents, 0);
}

/** One walk over one document: it counts what it has made, so that aliases cannot multiply without bound. */
class Walk {
  readonly #document: Document.Parsed;
  readonly #limits: { readonly values: number; readonly depth: number };
  #targets: ReadonlyMap<Alias, Node> | undefined;
  #values = 0;

  constructor(document: Document.Parsed, limits: { readonly values: number; readonly depth: number }) {
    this.#document = document;
    this.#limits = limits;
  }

  value(node: Node | null, depth: number): Json {
    if (node === null) return null;
    this.#count(node, depth);
    if (isAlias(node)) return this.value(this.#anchored(node), depth + 1);
    return longForm(node, this.#untagged(node, depth));
  }

  #untagged(node: Node, depth: number): Json {
    if (isScalar(node)) return scalarValue(node);
    if (isSeq<Node | null>(node)) return node.items.map((item) => this.value(item, depth + 1));
    if (isMap<Node, Node | null>(node)) return this.#map(node.items, depth);
    return null;
  }

  #map(pairs: readonly Pair<Node, Node | null>[], depth: number): Json {
    const entries = new Map<string, Json>();
    const merged = new Map<string, Json>();
    for (const pair of pairs) {
      if (isMergeKey(pair.key)) this.#merge(pair, merged, depth);
      else this.#add(pair, entries, depth);
    }
    for (const [key, value] of merged) if (!entries.has(key)) entries.set(key, value);
    return Object.fromEntries(entries);
  }

  #add(pair: Pair<Node, Node | null>, entries: Map<string, Json>, depth: number): void {
    const key = this.#key(pair.key);
    if (entries.has(key)) {
      throw new UnreadableNode(
        "duplicate-key",
        `the key "${key}" stands twice in one map`,
        offsetOf(pair.key),
      );
    }
    entries.set(key, this.value(pair.value, depth + 1));
  }

  #merge(pair: Pair<Node, Node | null>, merged: Map<string, Json>, depth: number): void {
    const value = this.value(pair.value, depth + 1);
    const sources: readonly Json[] = Array.isArray(value) ? value : [value];
    for (const source of sources) {
      if (!isJsonMap(source)) {
        throw new UnreadableNode("key-not-text", "<< can only merge maps", offsetOf(pair.key));
      }
      for (const [key, item] of Object.entries(source)) if (!merged.has(key)) merged.set(key, item);
    }
  }

  #key(node: Node): string {
    const target = isAlias(node) ? this.#anchored(node) : node;
    if (isScalar(target)) return target.source ?? "";
    throw new UnreadableNode("key-not-text", "a key of a map must be text", offsetOf(node));
  }

  #anchored(node: Node): Node {
    this.#targets ??= aliasTargets(this.#document);
    const target = isAlias(node) ? this.#targets.get(node) : undefined;
    if (target !== undefined) return target;
    throw new UnreadableNode("unknown-alias", "the alias names no anchor before it", offsetOf(node));
  }

  #count(node: Node, depth: number): void {
    this.#values += 1;
    if (this.#values > this.#limits.values) {
      const message = `the document holds more than ${this.#limits.values} values once its aliases are followed`;
      throw new UnreadableNode("too-large", message, offsetOf(node));
    }
    if (depth > this.#limits.depth) {
      const message = `lists and maps are nested more than ${this.#limits.depth} levels deep`;
      throw new UnreadableNode("too-deep", message, offsetOf(node));
    }
  }
}

/** `!Ref x` is `{"Ref": x}`, `!GetAtt A.B` a list of two, any other `!Name v` is `{"Fn::Name": v}`. */
function longForm(node: Node, value: Json): Json {
  const tag = shortTag(node);
  if (tag === undefined) return withListGetAtt(value);
  if (tag === "Ref" || tag === "Condition") return { [tag]: value };
  if (tag === "GetAtt") return withListGetAtt({ "Fn::GetAtt": value });
  return { [`Fn::${tag}`]: value };
}

function withListGetAtt(value: Json): Json {
  if (!isJsonMap(value)) return value;
  const attribute = value["Fn::GetAtt"];
  if (typeof attribute !== "string" || Object.keys(value).length !== 1) return value;
  const dot = attribute.indexOf(".");
  if (dot < 0) return { "Fn::GetAtt": [attribute] };
  return { "Fn::GetAtt": [attribute.slice(0, dot), attribute.slice(dot + 1)] };
}

function shortTag(node: Node): string | undefined {
  if (!isScalar(node) && !isCollection(node)) return undefined;
  if (node.tag === undefined || !/^![^!]/.test(node.tag)) return undefined;
  return node.tag.slice(1);
}

function isMergeKey(key: Node): boolean {
  return isScalar(key) && key.source === "<<" && (key.type === "PLAIN" || key.type === undefined);
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
