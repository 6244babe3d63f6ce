import { stat } from "node:fs/promises";
import path from "node:path";
import type { Command, GlobalOptions } from "../cli/command-line.ts";
import type { Console } from "../cli/console.ts";
import { lintCommit } from "../desired/lint-commit.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import { applyWaivers } from "../manifest/lint/waivers.ts";
import { readEnvironmentManifest } from "../manifest/read-environment-manifest.ts";
import { readWorkloadManifest } from "../manifest/read-workload-manifest.ts";
import { findingsIn } from "../report/findings-format.ts";
import type { ExitCode } from "../report/exit-code.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readLocalWorkspace } from "./local-workspace.ts";
import { readOperatorWords } from "./operator-words.ts";

/**
 * Checks the manifests of a local workspace for every environment that it has: all findings at once, each once. A path of a file
 * or folder inside `copilot/` limits what is told to what stands there. Exit code 1 when anything is an error.
 */
export async function validateCommand(
  command: Extract<Command, { name: "validate" }>,
  options: Pick<GlobalOptions, "config">,
  console: Console,
): Promise<ExitCode> {
  const { root, below } = await locate(command.path);
  const findings = unique(await check(root, options.config)).filter(
    (finding) => below === "" || isBelow(finding.place.file, below),
  );
  console.out(findingsIn(command.format, findings));
  const errors = findings.filter((finding) => finding.severity === "error").length;
  console.err(`${errors} errors, ${findings.length - errors} warnings\n`);
  return errors > 0 ? 1 : 0;
}

async function check(root: string, config: string): Promise<readonly Finding[]> {
  const reading = await readLocalWorkspace(root);
  switch (reading.kind) {
    case "absent":
      throw new ReconcileError({
        disposition: "stall",
        reason: "WorkspaceMissing",
        message: `${root} has no copilot/ folder`,
        remedy: "Run it where the folder is, or name a path inside it.",
      });
    case "invalid":
      return reading.findings;
    case "read":
      return checkWorkspace(reading.workspace, reading.warnings, config);
  }
}

async function checkWorkspace(
  workspace: Workspace,
  warnings: readonly Finding[],
  config: string,
): Promise<readonly Finding[]> {
  const { variables, waivers } = await readOperatorWords(config, workspace.application);
  return applyWaivers([...warnings, ...checkManifests(workspace, variables)], waivers).shown;
}

function checkManifests(
  workspace: Workspace,
  variables: Readonly<Record<string, string>>,
): readonly Finding[] {
  const { application } = workspace;
  const environments = [...workspace.environments.keys()];
  const workloads = [...workspace.workloads.values()].flatMap(({ manifest }) =>
    // Without environments in Git a manifest is still checked, as the one that all of them would start from.
    (environments.length === 0 ? [undefined] : environments).flatMap((environment) => {
      const interpolation = { application, environment: environment ?? "", variables };
      return told(readWorkloadManifest(manifest.text, { file: manifest.path, environment, interpolation }));
    }),
  );
  const own = [...workspace.environments.values()].flatMap(({ name, manifest }) =>
    told(
      readEnvironmentManifest(manifest.text, {
        file: manifest.path,
        interpolation: { application, environment: name, variables },
      }),
    ),
  );
  const linted = lintCommit(workspace, environments.length === 0 ? [""] : environments, () => variables);
  return [...workloads, ...own, ...linted];
}

function told(
  reading:
    | { readonly kind: "invalid"; readonly findings: readonly Finding[] }
    | { readonly kind: "read"; readonly warnings: readonly Finding[] },
): readonly Finding[] {
  return reading.kind === "invalid" ? reading.findings : reading.warnings;
}

/** One finding per place and fault, whichever environments it shows up in, in the order of files and lines. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const byKey = new Map(
    findings.map((finding) => [JSON.stringify([finding.place, finding.code, finding.message]), finding]),
  );
  return [...byKey.values()].toSorted(
    (a, b) =>
      a.place.file.localeCompare(b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column,
  );
}

/** The workspace's root for a path in or above its `copilot/` folder, and the part of the path below the root. */
async function locate(given: string): Promise<{ readonly root: string; readonly below: string }> {
  const full = path.resolve(given);
  const exists = await stat(full).catch(() => undefined);
  if (exists === undefined) {
    throw new ReconcileError({
      disposition: "stall",
      reason: "UnknownName",
      message: `there is no file or folder ${given}`,
    });
  }
  const parts = full.split(path.sep);
  const at = parts.lastIndexOf("copilot");
  if (at < 0) return { root: full, below: "" };
  return { root: parts.slice(0, at).join(path.sep) || path.sep, below: parts.slice(at).join("/") };
}

function isBelow(file: string, folder: string): boolean {
  return folder === "copilot" || file === folder || file.startsWith(`${folder}/`);
}
