import type { Finding } from "../domain/finding.ts";
import type { InterpolationFault } from "./interpolation.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import { pathText, stepsOf } from "./shape/field-path.ts";
import type { FieldPath } from "./shape/field-path.ts";
import type { ReadingFault, UnknownKey } from "./shape/reading.ts";
import type { Remark } from "./shape/report.ts";
import type { LocatedYaml } from "./yaml/located-yaml.ts";
import { lineAndColumn } from "./yaml/yaml-document.ts";

/** The finding of a value that cannot be read as its field wants it. */
export function faultFinding(fault: ReadingFault, document: ManifestDocument): Finding {
  return findingAt(fault, "error", fault.node, document);
}

/** The finding of a manifest that is a list or a single value. */
export function notAMap(root: LocatedYaml, document: ManifestDocument): Finding {
  const message = "A manifest is a map of fields, such as name and type.";
  return findingAt({ code: "wrong-type", at: undefined, message }, "error", root, document);
}

/** The warning of a value that Copilot drops without a word. */
export function droppedFinding(fault: ReadingFault, document: ManifestDocument): Finding {
  const remark: Remark = {
    code: "ignored-value",
    at: fault.at,
    message: `${fault.message} Copilot goes on without a word, as if it were left out, empty, 0 or false; so does Autoland.`,
  };
  return findingAt(remark, "warning", fault.node, document);
}

/** The finding of a variable that cannot be replaced. */
export function variableFinding(fault: InterpolationFault, document: ManifestDocument): Finding {
  const { code, variable, at, node } = fault;
  const undefinedVariable = code === "undefined-variable";
  const remark: Remark = {
    code,
    at,
    message: undefinedVariable
      ? `The variable ${variable} is not defined.`
      : `The variable ${variable} is predefined and cannot be given another value.`,
    remedy: undefinedVariable
      ? `Declare ${variable} in Autoland's configuration, or write \\\${${variable}} if the text is meant literally.`
      : `Take ${variable} out of the declared variables.`,
  };
  return findingAt(remark, "error", node, document);
}

/** The warning of a key that no field has. */
export function unknownKeyFinding(unknown: UnknownKey, document: ManifestDocument, advice: string): Finding {
  const remark: Remark = { code: "unknown-key", at: unknown.at, message: advice };
  return findingAt(remark, "warning", unknown.node, document);
}

/** The finding of a check, at the value that it is about or, for a missing one, at the nearest thing above it. */
export function remarkFinding(
  remark: Remark,
  severity: Finding["severity"],
  document: ManifestDocument,
  roots: readonly LocatedYaml[],
): Finding {
  const { node, found } = nearest(remark.at, roots);
  const finding = findingAt(remark, severity, node ?? document.root, document);
  if (found) return finding;
  const { value: _value, ...rest } = finding;
  return rest;
}

function findingAt(
  { code, at, message, remedy }: Remark,
  severity: Finding["severity"],
  node: LocatedYaml,
  document: ManifestDocument,
): Finding {
  const value = valueAsWritten(node, at, document.text);
  return {
    code,
    severity,
    place: { file: document.file, ...lineAndColumn(document.text, node.start) },
    field: pathText(at),
    message,
    ...(value === undefined ? {} : { value }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

const longestValue = 80;

/** What people give to their programs is never repeated: it may be confidential even where it is no secret. */
const confidential = new Set(["variables", "secrets", "secretOptions", "args"]);

function valueAsWritten(node: LocatedYaml, at: FieldPath, text: string): string | undefined {
  if (stepsOf(at).some((step) => confidential.has(step.name))) return undefined;
  const written = text.slice(node.start, node.end).trim();
  const [line = ""] = written.split("\n");
  if (line === "") return undefined;
  return line === written && line.length <= longestValue ? line : `${line.slice(0, longestValue)}…`;
}

/** The node of a path in the first root that has it whole; else the deepest node on the way in any of them. */
function nearest(
  at: FieldPath,
  roots: readonly LocatedYaml[],
): { readonly node: LocatedYaml | undefined; readonly found: boolean } {
  const steps = stepsOf(at).map((step) => step.name);
  let best: { readonly node: LocatedYaml; readonly depth: number } | undefined;
  for (const root of roots) {
    const reached = descend(root, steps);
    if (reached.depth === steps.length) return { node: reached.node, found: true };
    if (best === undefined || reached.depth > best.depth) best = reached;
  }
  return { node: best?.node, found: false };
}

function descend(
  root: LocatedYaml,
  steps: readonly string[],
): { readonly node: LocatedYaml; readonly depth: number } {
  let node = root;
  for (const [depth, name] of steps.entries()) {
    const next = childOf(node, name);
    if (next === undefined) return { node, depth };
    node = next;
  }
  return { node, depth: steps.length };
}

function childOf(node: LocatedYaml, name: string): LocatedYaml | undefined {
  if (node.kind === "list") return node.items[Number(name)];
  if (node.kind === "scalar") return undefined;
  return node.entries.find((entry) => entry.key.text === name)?.value;
}
