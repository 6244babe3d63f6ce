import { lstat, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Command, GlobalOptions } from "../cli/command-line.ts";
import { type Console, writeJson } from "../cli/console.ts";
import { draftConfig } from "../config/draft-config.ts";
import { isName, type KnownEnvironments } from "../config/draft-facts.ts";
import { type Failure, ReconcileError } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import { findingLine } from "../report/finding-line.ts";
import type { ExitCode } from "../report/exit-code.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { readPipelines, readRecordedEnvironments } from "./init-facts.ts";
import { readLocalWorkspace } from "./local-workspace.ts";
import type { Setting } from "./setting.ts";

/**
 * Drafts a configuration from the workspace's files and Parameter Store, to standard output or to a file that is not there yet; exit
 * code 2 when it is. Changes nothing in AWS. Without Parameter Store the files are all there is, and the draft says so.
 */
export async function initCommand(
  { workspace: folder, out, offline }: Extract<Command, { name: "init" }>,
  options: Pick<GlobalOptions, "application">,
  setting: Pick<Setting, "console" | "clients" | "clock" | "signal">,
): Promise<ExitCode> {
  const { console, clients, clock, signal } = setting;
  if (out !== undefined && (await isThere(out))) return refuse(console, out);
  const { workspace, warnings } = await openWorkspace(folder, options.application);
  const application = applicationOf(workspace, options.application, folder);
  const recorded = offline
    ? ({ kind: "unread", why: "Parameter Store was not asked (--offline)" } as const)
    : await readRecordedEnvironments(application, clients, clock, signal);
  if (recorded.kind === "unread") console.err(`autoland: ${recorded.why}; drafting from the files alone\n`);
  const environments: KnownEnvironments =
    recorded.kind === "recorded"
      ? recorded
      : { kind: "from-files", why: recorded.why, names: [...(workspace?.environments.keys() ?? [])] };
  const { pipelines, unread } = readPipelines(workspace?.pipelines ?? []);
  const draft = draftConfig({
    application,
    folder: path.resolve(folder),
    environments,
    pipelines,
    unread: [...warnings.filter(isOfPipeline).map(({ message }) => message), ...unread],
  });
  if (draft.kind === "no-environments")
    throw stall(
      "NoEnvironments",
      `${application} has no environment in ${recorded.kind === "recorded" ? "Parameter Store" : "copilot/environments or a pipeline"}, and a configuration needs one`,
      recorded.kind === "recorded"
        ? "`aws ssm get-parameters-by-path --recursive --path /copilot/applications/…` shows what Copilot recorded."
        : "Run it with credentials for the application's account, and without --offline.",
    );
  const { config, notes } = draft;
  if (out !== undefined && !(await writeNew(out, config))) return refuse(console, out);
  if (console.json) writeJson(console, { schemaVersion: 1, kind: "init", config, notes });
  else if (out === undefined) console.out(config);
  if (out !== undefined) {
    for (const note of notes) console.err(`CHECK: ${note}\n`);
    console.err(`${out} is drafted; \`autoland plan --config ${out}\` shows what would be done\n`);
  }
  return 0;
}

/** No workspace when there is none and the command line names the application: its records are enough for a draft. */
async function openWorkspace(
  folder: string,
  application: string | undefined,
): Promise<{ readonly workspace: Workspace | undefined; readonly warnings: readonly Finding[] }> {
  const reading = await readLocalWorkspace(folder);
  switch (reading.kind) {
    case "read":
      return reading;
    case "invalid": {
      const lines = reading.findings.map((finding) => `  ${findingLine(finding)}`).join("\n");
      throw stall("ManifestInvalid", `${folder} cannot be read:\n${lines}`, `autoland validate ${folder}`);
    }
    case "absent":
      if (application !== undefined) return { workspace: undefined, warnings: [] };
      throw stall(
        "WorkspaceMissing",
        `${path.resolve(folder)} has no copilot/ folder`,
        "Name the folder that has one with --workspace DIR, or the application with --application NAME.",
      );
  }
}

/** A pipeline's manifest that was not read at all, such as one that is not UTF-8, is missing from the draft. */
function isOfPipeline({ place }: Finding): boolean {
  return /^copilot\/(?:pipelines\/[^/]+\/manifest|pipeline)\.yml$/.test(place.file);
}

function applicationOf(workspace: Workspace | undefined, named: string | undefined, folder: string): string {
  const application = named ?? workspace?.application ?? "";
  if (workspace !== undefined && workspace.application !== application)
    throw stall(
      "UnknownName",
      `--application is ${application}, and the workspace in ${path.resolve(folder)} belongs to ${JSON.stringify(workspace.application)}`,
      "Leave --application out, or name the folder of its own workspace with --workspace DIR.",
    );
  if (isName(application)) return application;
  throw stall(
    "UnknownName",
    `${JSON.stringify(application)} cannot be the name of an application: it begins with a letter and has only letters, digits and dashes`,
  );
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/** Writes a file that is not there; false when it is there after all. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw stall(
      "FileNotWritten",
      `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      "Name a file in a folder that is there and may be written to with --out FILE.",
    );
  }
}

function refuse(console: Console, file: string): ExitCode {
  console.err(
    `autoland: ${file} is already there, and init overwrites nothing; name another with --out FILE, or move it away\n`,
  );
  return 2;
}

function stall(reason: Failure["reason"], message: string, remedy?: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason,
    message,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
