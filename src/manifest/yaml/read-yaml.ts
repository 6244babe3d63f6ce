import { Composer, isAlias, isMap, isScalar, isSeq, Parser } from "yaml";
import type { Document, Node, Pair, Scalar, YAMLMap } from "yaml";
import type { LocatedEntry, LocatedMap, LocatedScalar, LocatedYaml } from "./located-yaml.ts";
import { emptyMap } from "./yaml-document.ts";
import type { YamlFault, YamlReading } from "./yaml-document.ts";
import { faultsBeforeParsing, tooDeepMessage, yamlLimits } from "./yaml-limits.ts";

/**
 * Reads the first document of a YAML text, keeping places and spellings. Never throws, and takes time in proportion to
 * the text: what is over the limits of `yamlLimits` is refused.
 */
export function readYaml(text: string): YamlReading {
  const before = faultsBeforeParsing(text);
  if (before.length > 0) return { kind: "unreadable", faults: before };
  try {
    return readDocuments(text);
  } catch (error) {
    if (error instanceof RefusedYaml) return { kind: "unreadable", faults: [error.fault] };
    if (error instanceof RangeError) return { kind: "unreadable", faults: [tooDeep(0)] };
    throw error;
  }
}

class RefusedYaml extends Error {
  readonly fault: YamlFault;

  constructor(fault: YamlFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** After these a reader starts over anyway: most faults follow from the first. */
const mostFaults = 10;

function readDocuments(text: string): YamlReading {
  const composer = new Composer({
    schema: "failsafe",
    uniqueKeys: false,
    keepSourceTokens: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const documents = composer.compose(new Parser().parse(text), false);
  const first = documents.next();
  if (first.done === true) return { kind: "read", document: { text, root: emptyMap } };
  const document = first.value;
  if (document.errors.length > 0) {
    const faults = document.errors.slice(0, mostFaults).map((error): YamlFault => ({
      code: "invalid-format",
      offset: error.pos[0],
      message: `This is not YAML that can be read: ${firstLine(error.message)}.`,
    }));
    return { kind: "unreadable", faults };
  }
  const root = new Conversion(text).root(document);
  const ignoredFrom = documents.next().value?.range[0];
  return {
    kind: "read",
    document: { text, root, ...(ignoredFrom === undefined ? {} : { ignoredFrom }) },
  };
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/[.:]$/, "");
}

function tooDeep(offset: number): YamlFault {
  return { code: "limit-exceeded", offset, message: tooDeepMessage };
}

/** An anchor whose value is being read: an alias to it would stand inside itself. */
interface OpenAnchor {
  readonly kind: "open";
}

/** The walk from the parser's nodes to located ones; lives for one document and counts what it has made. */
class Conversion {
  readonly #text: string;
  readonly #anchors = new Map<string, LocatedYaml | OpenAnchor>();
  #nodes = 0;
  #aliases = 0;

  constructor(text: string) {
    this.#text = text;
  }

  root(document: Document): LocatedYaml {
    const contents = document.contents;
    return contents === null ? emptyMap : this.#node(contents, 0, 0);
  }

  #node(node: Node, fallback: number, depth: number): LocatedYaml {
    const start = node.range?.[0] ?? fallback;
    if (depth > yamlLimits.depth) throw new RefusedYaml(tooDeep(start));
    this.#count(1, start);
    if (isAlias(node)) return this.#alias(node.source, start, node.range?.[1] ?? start);
    const anchor = (isScalar(node) || isMap(node) || isSeq(node)) && node.anchor;
    if (!anchor) return this.#value(node, start, depth);
    const open: OpenAnchor = { kind: "open" };
    this.#anchors.set(anchor, open);
    const located = this.#value(node, start, depth);
    // The same name may have been given again inside; the later one counts.
    if (this.#anchors.get(anchor) === open) this.#anchors.set(anchor, located);
    return located;
  }

  #value(node: Node, start: number, depth: number): LocatedYaml {
    const end = node.range?.[1] ?? start;
    if (isScalar(node)) return scalar(node, start, end);
    if (isMap(node)) return this.#map(node, start, end, depth);
    if (!isSeq(node))
      throw new RefusedYaml({ code: "invalid-format", offset: start, message: "Unknown kind of value." });
    const items = node.items.map((item) => this.#child(item, start, depth));
    return { kind: "list", items, start, end, ...tagOf(node) };
  }

  #map(node: YAMLMap, start: number, end: number, depth: number): LocatedMap {
    if (node.items.length > yamlLimits.keysOfOneMap) {
      throw new RefusedYaml({
        code: "limit-exceeded",
        offset: start,
        message: `A map has ${node.items.length} keys; at most ${yamlLimits.keysOfOneMap} are read.`,
      });
    }
    const seen = new Set<string>();
    const entries: LocatedEntry[] = [];
    const duplicates: LocatedScalar[] = [];
    const merged: LocatedYaml[] = [];
    for (const pair of node.items as readonly Pair[]) {
      const key = this.#key(pair, start, depth);
      const value = this.#child(pair.value, key.end, depth);
      if (seen.has(key.text)) duplicates.push(key);
      else if (key.text === "<<" && key.style === "plain") merged.push(value);
      else entries.push({ key, value });
      seen.add(key.text);
    }
    for (const source of merged) this.#mergeInto({ entries, duplicates }, seen, source);
    return { kind: "map", entries, duplicates, start, end, ...tagOf(node) };
  }

  #key(pair: Pair, fallback: number, depth: number): LocatedScalar {
    const key = this.#child(pair.key, fallback, depth);
    if (key.kind === "scalar") return key;
    throw new RefusedYaml({
      code: "invalid-format",
      offset: key.start,
      message: "A key must be a text; this one is a map or a list.",
    });
  }

  #mergeInto(
    target: { readonly entries: LocatedEntry[]; readonly duplicates: LocatedScalar[] },
    seen: Set<string>,
    source: LocatedYaml,
  ): void {
    if (source.kind === "list") {
      for (const item of source.items) this.#mergeInto(target, seen, item);
      return;
    }
    if (source.kind === "scalar") {
      throw new RefusedYaml({
        code: "invalid-format",
        offset: source.start,
        message: "A merge key (<<) must point at a map or at a list of maps.",
      });
    }
    this.#count(source.entries.length, source.start);
    target.duplicates.push(...source.duplicates);
    for (const entry of source.entries) {
      if (seen.has(entry.key.text)) continue;
      seen.add(entry.key.text);
      target.entries.push(entry);
    }
  }

  #child(node: unknown, fallback: number, depth: number): LocatedYaml {
    if (node === null || node === undefined) {
      return { kind: "scalar", text: "", style: "plain", start: fallback, end: fallback };
    }
    return this.#node(node as Node, fallback, depth + 1);
  }

  #alias(name: string, start: number, end: number): LocatedYaml {
    const target = this.#anchors.get(name);
    if (target === undefined || target.kind === "open") {
      const why =
        target !== undefined ? "stands inside the value that it names" : "names an anchor that is not there";
      throw new RefusedYaml({ code: "invalid-format", offset: start, message: `The alias *${name} ${why}.` });
    }
    this.#aliases += 1;
    if (this.#aliases > yamlLimits.aliases) {
      throw new RefusedYaml({
        code: "limit-exceeded",
        offset: start,
        message: `More than ${yamlLimits.aliases} aliases stand in this file.`,
      });
    }
    this.#count(sizeOf(target, yamlLimits.nodes), start);
    return { ...target, start, end };
  }

  #count(nodes: number, offset: number): void {
    this.#nodes += nodes;
    if (this.#nodes <= yamlLimits.nodes) return;
    throw new RefusedYaml({
      code: "limit-exceeded",
      offset: Math.min(offset, this.#text.length),
      message: `The file stands for more than ${yamlLimits.nodes} values once its aliases are followed.`,
    });
  }
}

function scalar(node: Scalar, start: number, end: number): LocatedScalar {
  return {
    kind: "scalar",
    text: typeof node.value === "string" ? node.value : "",
    style: styleOf(node.type),
    start,
    end,
    ...tagOf(node),
  };
}

function styleOf(type: Scalar["type"]): LocatedScalar["style"] {
  if (type === "PLAIN" || type === undefined) return "plain";
  if (type === "BLOCK_LITERAL") return "literal";
  return type === "BLOCK_FOLDED" ? "folded" : "quoted";
}

function tagOf(node: Node): { tag?: string } {
  return typeof node.tag === "string" && !/^tag:yaml\.org,2002:(str|map|seq)$/.test(node.tag)
    ? { tag: node.tag }
    : {};
}

/** How many values a node stands for, counted no further than `most`. */
function sizeOf(node: LocatedYaml, most: number): number {
  let size = 1;
  if (node.kind === "scalar") return size;
  const children = node.kind === "list" ? node.items : node.entries.map((entry) => entry.value);
  for (const child of children) {
    if (size >= most) return size;
    size += sizeOf(child, most - size);
  }
  return size;
}
