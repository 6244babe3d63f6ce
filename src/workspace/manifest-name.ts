import type { Finding } from "../domain/finding.ts";
import { readTopLevelScalar } from "./top-level-scalar.ts";
import type { TopLevelScalar } from "./top-level-scalar.ts";
import type { TextFile } from "./workspace.ts";

/**
 * The error of a manifest whose `name` is not its folder's name, as in Copilot. A text that is not YAML, or too long
 * to be parsed twice, gives no finding here unless its `name` stands on a line of its own: whoever reads the manifest says where it breaks.
 */
export function checkManifestName(manifest: TextFile, folder: string): readonly Finding[] {
  const quick = /^name:[ \t]*([A-Za-z0-9-]+)[ \t]*$/gm;
  const named = [...manifest.text.matchAll(quick)];
  // Most manifests: one plain line at the left margin, which can be nothing but the document's own key.
  if (named.length === 1 && named[0]?.[1] === folder) return [];

  const read = readName(manifest.text, named);
  if (read.kind === "not-yaml") return [];
  if (read.kind === "scalar" && read.text === folder) return [];
  const at = read.kind === "missing" ? { line: 1, column: 1 } : { line: read.line, column: read.column };
  const wrong = read.kind === "scalar" ? read.text.slice(0, 100) : undefined;
  const found = wrong === undefined ? "no name" : JSON.stringify(wrong);
  return [
    {
      code: read.kind === "missing" ? "required-field-missing" : "inconsistent-values",
      severity: "error",
      place: { file: manifest.path, ...at },
      field: "name",
      ...(wrong === undefined ? {} : { value: wrong }),
      message: `\`name\` must be ${JSON.stringify(folder)}, the name of the folder; the manifest has ${found}.`,
      remedy:
        "Write the folder's name, or rename the folder. Stacks are found by this name: changing it makes a new workload.",
    },
  ];
}

/** Of a long text only a plain line is read, where there is just one. */
function readName(text: string, named: readonly RegExpExecArray[]): TopLevelScalar {
  const read = readTopLevelScalar(text, "name");
  const [line] = named;
  const name = line?.[1];
  if (read.kind !== "not-yaml" || named.length !== 1 || line === undefined || name === undefined) return read;
  const before = text.slice(0, line.index).split("\n").length;
  return { kind: "scalar", text: name, line: before, column: line[0].indexOf(name, "name:".length) + 1 };
}
