import { LineCounter, parseDocument, type Document } from "yaml";
import type { Json } from "../domain/template.ts";
import { jsonOfNode, UnreadableNode } from "./json-of-node.ts";

/** Bounds on a text before and while it is read; a person's file is far below them. */
export interface ReadLimits {
  /** UTF-16 code units of the text. */
  readonly textLength: number;
  /** Values in the document after aliases and merge keys are followed. */
  readonly values: number;
  /** Maps and lists inside each other. */
  readonly depth: number;
}

/**
 * CloudFormation takes templates of up to 1 MB
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html).
 */
const templateLimits: ReadLimits = { textLength: 1_048_576, values: 200_000, depth: 100 };

/** Why a text could not be read, and where. Line and column count from 1. */
export interface YamlFault {
  readonly code: "syntax" | "duplicate-key" | "key-not-text" | "too-large" | "too-deep" | "unknown-alias";
  readonly line: number;
  readonly column: number;
  /** What is wrong, without the place. */
  readonly message: string;
}

/** A text as data, or the first fault that kept it from being read. */
export type YamlReading =
  | { readonly kind: "read"; readonly value: Json }
  | { readonly kind: "unreadable"; readonly fault: YamlFault };

/** A text as a parsed document, for readers that need more of it than its data; `lines` finds places in the text. */
export type YamlParsing =
  | { readonly kind: "parsed"; readonly document: Document.Parsed; readonly lines: LineCounter }
  | { readonly kind: "unreadable"; readonly fault: YamlFault };

/**
 * Reads one YAML 1.2 (or JSON) document of CloudFormation's dialect: core schema, short tags become long form,
 * `Fn::GetAtt` becomes its list form, `<<` merges. Whole numbers with leading zeros or beyond 2^53, and `.inf` and
 * `.nan`, stay text, because no number would keep them. An empty document is null.
 */
export function readYaml(text: string, limits: ReadLimits = templateLimits): YamlReading {
  const parsing = parseYaml(text, limits);
  return parsing.kind === "unreadable" ? parsing : readParsed(parsing, limits);
}

/** Turns a parsed document into data, as `readYaml` does. */
export function readParsed(
  { document, lines }: Extract<YamlParsing, { kind: "parsed" }>,
  limits: ReadLimits = templateLimits,
): YamlReading {
  try {
    return { kind: "read", value: jsonOfNode(document, limits) };
  } catch (problem) {
    if (!(problem instanceof UnreadableNode)) throw problem;
    return unreadable(problem.code, problem.message, problem.offset, lines);
  }
}

/** Parses a text without turning it into data: syntax and the text's own limits are checked, nothing else. */
export function parseYaml(text: string, limits: ReadLimits = templateLimits): YamlParsing {
  if (text.length > limits.textLength) {
    const message = `the text has ${text.length} characters; at most ${limits.textLength} are read`;
    return { kind: "unreadable", fault: { code: "too-large", line: 1, column: 1, message } };
  }
  if (compactNesting.test(text)) return tooDeep(limits);
  const lines = new LineCounter();
  const document = documentOf(text, lines);
  const [error] = document.errors;
  if (error === undefined) return { kind: "parsed", document, lines };
  // The parser recurses; text that nests thousands deep exhausts its stack.
  if (error.code === "RESOURCE_EXHAUSTION") return tooDeep(limits);
  return unreadable("syntax", error.message, error.pos[0], lines);
}

/**
 * More than 200 collections that begin on one line (`- - - …`). The parser builds a regular expression of that size,
 * and 20,000 of them end the whole process for want of memory (yaml 2.9.1), which no handler can catch.
 */
const compactNesting = /^[ \t]*(?:[-?:][ \t]+){200}/m;

function documentOf(text: string, lineCounter: LineCounter): Document.Parsed {
  return parseDocument(text, {
    lineCounter,
    version: "1.2",
    schema: "core",
    merge: true,
    // Keys are compared in json-of-node.ts: the parser's own check takes quadratic time.
    uniqueKeys: false,
    prettyErrors: false,
  });
}

type Unreadable = Extract<YamlReading, { kind: "unreadable" }>;

function tooDeep(limits: ReadLimits): Unreadable {
  const message = `lists and maps are nested too deeply; at most ${limits.depth} levels are read`;
  return { kind: "unreadable", fault: { code: "too-deep", line: 1, column: 1, message } };
}

function unreadable(
  code: YamlFault["code"],
  message: string,
  offset: number,
  lines: LineCounter,
): Unreadable {
  const { line, col } = lines.linePos(offset);
  return { kind: "unreadable", fault: { code, line: Math.max(line, 1), column: Math.max(col, 1), message } };
}
