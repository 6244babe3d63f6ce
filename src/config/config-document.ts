import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Document, Pair } from "yaml";
import type { Finding, Place } from "../domain/finding.ts";

/** One step into the document: a key of a map, or an index of a list. */
export type PathStep = string | number;

/** The configuration as plain data that knows where everything stands. */
export interface ConfigDocument {
  readonly value: unknown;
  /** The place of the value at a path; of its key where `part` says so; of the nearest thing around it when it is missing. */
  readonly placeOf: (path: readonly PathStep[], part: "key" | "value") => Place;
}

/** Reads YAML, with the limits that hand-written text never meets. The findings are syntax errors, each with its place. */
export function readConfigDocument(file: string, text: string): ConfigDocument | readonly Finding[] {
  if (text.length > longestText)
    return [fault(file, { line: 1, column: 1 }, `${file} is longer than ${longestText} characters.`)];
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    stringKeys: false,
    logLevel: "silent",
    uniqueKeys: false,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    return document.errors.map((error) => {
      const message = error.message.split(/ at line |\n/)[0] ?? error.code;
      return fault(file, placeAt(error.pos[0]), `${message.replace(/\.$/, "")}.`);
    });
  }
  const budget = { nodes: mostNodes };
  try {
    const value = plainValue(document.contents, { document, budget, depth: 0 });
    return { value, placeOf: (path, part) => placeAt(offsetOf(document, path, part)) };
  } catch (error) {
    if (error instanceof KeyError) return [fault(file, placeAt(error.offset), error.message)];
    if (error instanceof TooLargeError) return [fault(file, { line: 1, column: 1 }, error.message)];
    throw error;
  }
}

/** Room for 200 applications several times over. */
const longestText = 512 * 1024;
const mostNodes = 50_000;
const greatestDepth = 20;

class TooLargeError extends Error {}

/** A key that cannot stand where it stands. */
class KeyError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function fault(file: string, at: Omit<Place, "file">, message: string): Finding {
  return {
    code: "invalid-yaml",
    severity: "error",
    place: { ...at, file },
    field: "",
    message,
    remedy: "Correct the YAML at this place.",
  };
}

interface Walk {
  readonly document: Document.Parsed;
  readonly budget: { nodes: number };
  readonly depth: number;
}

/** Keys are taken by their source text: the branch `1.10` is not the number 1.1. */
function plainValue(node: unknown, walk: Walk): unknown {
  walk.budget.nodes -= 1;
  if (walk.budget.nodes < 0 || walk.depth > greatestDepth)
    throw new TooLargeError("The configuration is too large or too deep, or its aliases go in a circle.");
  const deeper = { ...walk, depth: walk.depth + 1 };
  if (isAlias(node)) return plainValue(node.resolve(walk.document), deeper);
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item) => plainValue(item, deeper));
  if (isMap(node)) refuseKeysTwice(node.items);
  if (isMap(node))
    return Object.fromEntries(node.items.map((pair) => [keyText(pair), plainValue(pair.value, deeper)]));
  return null;
}

/** The parser can do this, too, but compares every key with every other. */
function refuseKeysTwice(items: readonly Pair[]): void {
  const seen = new Set<string>();
  for (const pair of items) {
    const key = keyText(pair);
    if (seen.has(key))
      throw new KeyError(
        `The key \`${key.slice(0, 100)}\` stands here a second time.`,
        startOf(pair.key) ?? 0,
      );
    seen.add(key);
  }
}

function keyText({ key }: Pair): string {
  if (isScalar(key) && key.source === "__proto__")
    throw new KeyError("`__proto__` cannot be a key: no check would see it.", startOf(key) ?? 0);
  if (isScalar(key)) return key.source ?? "";
  return "?";
}

function offsetOf(document: Document.Parsed, path: readonly PathStep[], part: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
      continue;
    }
    const pair = isMap(node) ? node.items.find((item) => keyText(item) === String(step)) : undefined;
    if (pair === undefined) return offset;
    const isLast = index === path.length - 1;
    offset = startOf(pair.key) ?? offset;
    node = pair.value;
    if (isLast && part === "value") offset = hasText(node) ? (startOf(node) ?? offset) : offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node.range?.[0] : undefined;
}

/** A key with nothing after it has a value without a place worth pointing to. */
function hasText(node: unknown): boolean {
  return !(isScalar(node) && (node.source ?? "") === "" && node.value === null);
}
