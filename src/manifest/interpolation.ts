import { field, index } from "./shape/field-path.ts";
import type { FieldPath } from "./shape/field-path.ts";
import type { LocatedScalar, LocatedYaml } from "./yaml/located-yaml.ts";
import { resolvePlain } from "./yaml/plain-scalars.ts";

/** What `${NAME}` may stand for. Nothing is ever taken from the process's own environment. */
export interface Interpolation {
  /** Value of `COPILOT_APPLICATION_NAME`. */
  readonly application: string;
  /** Value of `COPILOT_ENVIRONMENT_NAME`. */
  readonly environment: string;
  /** Declared by the operator; the two predefined names may stand here only with the same values. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A variable that cannot be replaced. */
export interface InterpolationFault {
  readonly code: "undefined-variable" | "predefined-variable-overridden";
  readonly variable: string;
  readonly at: FieldPath;
  readonly node: LocatedYaml;
}

/** A document with its variables replaced: as nodes, and as text that still has its comments and layout. */
export interface Interpolated {
  readonly root: LocatedYaml;
  readonly text: string;
  readonly faults: readonly InterpolationFault[];
}

/**
 * Replaces `${NAME}` in every text value (never in keys, numbers or tagged values) by Copilot's rules: `\${NAME}` stays
 * as `${NAME}`; a replaced value stays a text, so it fills no number field; a text that then is a JSON list of texts
 * becomes a list, unless it is a literal block (copilot-model.md 5.2).
 */
export function interpolate(text: string, root: LocatedYaml, values: Interpolation): Interpolated {
  const work: Work = {
    values,
    predefined: new Map([
      ["COPILOT_APPLICATION_NAME", values.application],
      ["COPILOT_ENVIRONMENT_NAME", values.environment],
    ]),
    faults: [],
    edits: new Map(),
  };
  const interpolated = visit(root, undefined, work);
  return { root: interpolated, text: applyEdits(text, work.edits), faults: work.faults };
}

interface Work {
  readonly values: Interpolation;
  readonly predefined: ReadonlyMap<string, string>;
  readonly faults: InterpolationFault[];
  /** Replacements in the text by where they start; what an alias repeats is replaced once, at its anchor. */
  readonly edits: Map<number, { readonly end: number; readonly replacement: string }>;
}

function visit(node: LocatedYaml, at: FieldPath, work: Work): LocatedYaml {
  if (node.kind === "scalar") return visitScalar(node, at, work);
  if (node.kind === "list") {
    const items = changed(node.items, (item, position) => visit(item, index(at, position), work));
    return items === node.items ? node : { ...node, items };
  }
  if (node.tag !== undefined) return node;
  const entries = changed(node.entries, (entry) => {
    const value = visit(entry.value, field(at, entry.key.text), work);
    return value === entry.value ? entry : { key: entry.key, value };
  });
  return entries === node.entries ? node : { ...node, entries };
}

/** The items after `change`; the same array when none of them changed. */
function changed<T>(items: readonly T[], change: (item: T, position: number) => T): readonly T[] {
  let copy: T[] | undefined;
  for (const [position, item] of items.entries()) {
    const next = change(item, position);
    if (next === item) continue;
    copy ??= [...items];
    copy[position] = next;
  }
  return copy ?? items;
}

function visitScalar(node: LocatedScalar, at: FieldPath, work: Work): LocatedYaml {
  if (node.tag !== undefined) return node;
  const mayBeList = node.text.includes("[") && node.style !== "plain" && node.style !== "literal";
  if (!mayBeList && !node.text.includes("${")) return node;
  if (node.style === "plain" && resolvePlain(node.text).kind !== "text") return node;
  const value = substitute(node, at, work);
  const list = node.style === "literal" ? undefined : jsonTexts(value);
  if (list !== undefined) {
    edit(node, `[${list.map((item) => JSON.stringify(item)).join(", ")}]`, work);
    const { start, end } = node;
    const items = list.map((item): LocatedYaml => ({
      kind: "scalar",
      text: item,
      style: "plain",
      start,
      end,
    }));
    return { kind: "list", items, start, end };
  }
  if (value === node.text) return node;
  edit(node, JSON.stringify(value), work);
  return { ...node, text: value, style: node.style === "plain" ? "quoted" : node.style };
}

/** Variables are found first and replaced one after the other everywhere, in Copilot's order. */
function substitute(node: LocatedScalar, at: FieldPath, work: Work): string {
  let text = node.text;
  for (const [, escape, name = ""] of node.text.matchAll(/(\\?)\$\{([_a-zA-Z][_a-zA-Z0-9]*)\}/g)) {
    if (escape === "\\") {
      text = text.replaceAll(`\\\${${name}}`, () => `\${${name}}`);
      continue;
    }
    const value = valueOf(name, node, at, work);
    if (value !== undefined) text = text.replaceAll(`\${${name}}`, () => value);
  }
  return text;
}

function valueOf(name: string, node: LocatedScalar, at: FieldPath, work: Work): string | undefined {
  const predefined = work.predefined.get(name);
  const declared = Object.hasOwn(work.values.variables, name) ? work.values.variables[name] : undefined;
  if (predefined !== undefined && declared !== undefined && declared !== predefined) {
    work.faults.push({ code: "predefined-variable-overridden", variable: name, at, node });
    return undefined;
  }
  const value = predefined ?? declared;
  if (value === undefined) work.faults.push({ code: "undefined-variable", variable: name, at, node });
  return value;
}

/** The texts of a JSON list that is not empty and has nothing but texts; a `null` counts as the empty text, as in Go. */
function jsonTexts(text: string): readonly string[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed) || parsed.length === 0) return undefined;
    const items: readonly unknown[] = parsed;
    const texts = items.flatMap((item) => (item === null ? "" : typeof item === "string" ? item : []));
    return texts.length === items.length ? texts : undefined;
  } catch {
    return undefined;
  }
}

function edit(node: LocatedScalar, replacement: string, work: Work): void {
  work.edits.set(node.start, { end: node.end, replacement });
}

function applyEdits(text: string, edits: Work["edits"]): string {
  let result = "";
  let read = 0;
  for (const [start, { end, replacement }] of [...edits].sort(([a], [b]) => a - b)) {
    const lineEnd = text[end - 1] === "\n" ? "\n" : "";
    result += text.slice(read, start) + replacement + lineEnd;
    read = end;
  }
  return result + text.slice(read);
}
