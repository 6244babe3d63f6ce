import type { Finding } from "../domain/finding.ts";
import { readTopLevelScalar } from "./top-level-scalar.ts";
import { fileError } from "./workspace-findings.ts";
import { copilotFolder } from "./workspace-paths.ts";
import type { TextFile } from "./workspace.ts";

/** Where the workspace says which application it belongs to. */
export const summaryPath = `${copilotFolder}/.workspace`;

/** The application that `copilot/.workspace` names; an error where it names none, or another one than is expected. */
export function readSummary(
  file: TextFile | undefined,
  expected: string | undefined,
): { readonly application: string; readonly findings: readonly Finding[] } {
  if (file === undefined) return { application: "", findings: [missing()] };
  const read = readTopLevelScalar(file.text, "application");
  switch (read.kind) {
    case "not-yaml":
      return invalid(file, read, `${file.path} is not YAML: ${read.message}.`);
    case "missing":
      return invalid(file, { line: 1, column: 1 }, `${file.path} has no \`application\`.`);
    case "not-a-scalar":
      return invalid(file, read, `\`application\` in ${file.path} is not a name.`);
    case "scalar":
      break;
  }
  if (read.text === "") return invalid(file, read, `\`application\` in ${file.path} is empty.`);
  if (expected === undefined || read.text === expected) return { application: read.text, findings: [] };
  const finding: Finding = {
    code: "another-application",
    severity: "error",
    place: { file: file.path, line: read.line, column: read.column },
    field: "application",
    value: read.text.slice(0, 100),
    message: `This workspace belongs to the application ${JSON.stringify(read.text.slice(0, 100))}, not to ${JSON.stringify(expected)}.`,
    remedy: `Give ${JSON.stringify(expected)} the repository and branch of its own workspace in Autoland's configuration, or correct ${file.path}.`,
  };
  return { application: read.text, findings: [finding] };
}

function missing(): Finding {
  return fileError(summaryPath, {
    code: "required-field-missing",
    message: `${summaryPath} is missing, so that nothing says which application the copilot folder belongs to.`,
    remedy: "Commit the file that `copilot app init` has made: one line, `application: <name>`.",
  });
}

function invalid(
  file: TextFile,
  at: { readonly line: number; readonly column: number },
  message: string,
): { readonly application: string; readonly findings: readonly Finding[] } {
  const finding: Finding = {
    code: "invalid-workspace-file",
    severity: "error",
    place: { file: file.path, line: at.line, column: at.column },
    field: "application",
    message,
    remedy: "Write one line: `application: <name>`.",
  };
  return { application: "", findings: [finding] };
}
