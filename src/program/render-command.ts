import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Command, GlobalOptions } from "../cli/command-line.ts";
import { type Console, writeJson } from "../cli/console.ts";
import { renderWithOverrides } from "../desired/render-with-overrides.ts";
import { addonFileQuestions, placeAddons, readAddons } from "../desired/placed-addons.ts";
import { type Failure, ReconcileError } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import { readWorkloadManifest } from "../manifest/read-workload-manifest.ts";
import type { Template } from "../domain/template.ts";
import type { RenderedStack } from "../render/inputs.ts";
import type { ExitCode } from "../report/exit-code.ts";
import { findingLine } from "../report/finding-line.ts";
import { templateJson } from "../template/template-json.ts";
import { writeTemplate } from "../template/write-template.ts";
import type { Workspace, WorkspaceWorkload } from "../workspace/workspace.ts";
import { answerLocally } from "./local-files.ts";
import { readLocalWorkspace } from "./local-workspace.ts";
import { localNeeds } from "./local-needs.ts";
import { placeholders, previewInputs } from "./preview-inputs.ts";
import { readOperatorWords } from "./operator-words.ts";
import { readRenderInputs } from "./render-inputs-file.ts";
import type { RenderInputsFile } from "./render-inputs-schema.ts";

type Render = Extract<Command, { name: "render" }>;

/** Renders workloads of a local workspace, without AWS: one to standard output, or any number to a folder as Copilot's `package` names files. */
export async function renderCommand(
  command: Render,
  options: GlobalOptions,
  console: Console,
): Promise<ExitCode> {
  const workspace = await openWorkspace(command.workspace, console);
  const inputs = await readRenderInputs(command.inputs);
  const { variables } = await readOperatorWords(options.config, workspace.application);
  if (inputs.environment?.region === undefined || inputs.environment.account === undefined) {
    console.err(
      `account and region are placeholders (${placeholders.account}, ${placeholders.region}); --inputs FILE tells the real ones\n`,
    );
  }
  const environments =
    options.environments.length > 0 ? options.environments : [...workspace.environments.keys()];
  const workloads =
    command.workload === undefined
      ? [...workspace.workloads.values()]
      : [workloadOf(workspace, command.workload)];
  for (const environment of environments) {
    for (const workload of workloads) {
      const { stack, addons } = await renderOne(
        { command, workspace, environment, workload, inputs, variables },
        console,
      );
      if (command.out !== undefined)
        await writeFiles(command.out, `${workload.name}-${environment}`, stack, addons);
      else if (console.json)
        writeJson(console, {
          schemaVersion: 1,
          kind: "render",
          ...stack,
          template: templateJson(stack.template),
        });
      else console.out(writeTemplate(stack.template));
    }
  }
  if (command.out !== undefined)
    console.err(`${workloads.length * environments.length} templates are in ${command.out}\n`);
  return 0;
}

interface OneRendering {
  readonly command: Render;
  readonly workspace: Workspace;
  readonly environment: string;
  readonly workload: WorkspaceWorkload;
  readonly inputs: RenderInputsFile;
  /** The operator's. */
  readonly variables: Readonly<Record<string, string>>;
}

async function renderOne(
  { command, workspace, environment, workload, inputs, variables }: OneRendering,
  console: Console,
): Promise<{ readonly stack: RenderedStack; readonly addons?: Template }> {
  const { application } = workspace;
  const reading = readWorkloadManifest(workload.manifest.text, {
    file: workload.manifest.path,
    environment,
    interpolation: { application, environment, variables },
  });
  if (reading.kind === "invalid") throw invalid(workload.manifest.path, reading.findings);
  for (const warning of reading.warnings) console.err(`${findingLine(warning)}\n`);
  const { manifest, text } = reading;
  const request = { workspace, environment, file: inputs, asCopilot: command.asCopilot, type: manifest.type };
  const base = await previewInputs(request);
  const read = readAddons({ scope: "workload", name: workload.name }, workload.addons);
  const files = await answerLocally(command.workspace ?? ".", addonFileQuestions(read));
  const place = { bucket: base.artifacts.bucket, region: base.environment.region ?? "" };
  const addons = placeAddons(workload.name, read, files, place);
  if (addons.kind === "refused") throw new ReconcileError(addons.failure);
  const needs = await localNeeds(manifest, base, {
    ...place,
    root: command.workspace ?? ".",
    manifest: { workload: workload.name, environment, file: workload.manifest.path, text },
  });
  const all = {
    ...base,
    ...needs,
    manifestText: text,
    ...(addons.value === undefined ? {} : { addons: addons.value }),
  };
  const rendering = command.asCopilot ? "as-copilot" : "for-deployment";
  const rendered = renderWithOverrides(manifest, all, workload.overrides, rendering);
  if (rendered.kind === "rendered")
    for (const remark of rendered.remarks) console.err(`${workload.manifest.path}: ${remark}\n`);
  if (rendered.kind === "rendered") {
    const { value } = addons;
    return { stack: rendered.stack, ...(value === undefined ? {} : { addons: value.template }) };
  }
  throw new ReconcileError({
    disposition: "stall",
    reason: "CannotRender",
    message: `${workload.name} cannot be rendered: ${rendered.faults.map((fault) => fault.message).join("; ")}`,
  });
}

async function openWorkspace(root: string, console: Console): Promise<Workspace> {
  const reading = await readLocalWorkspace(root);
  if (reading.kind === "invalid") throw invalid(`${root}/copilot`, reading.findings);
  if (reading.kind === "absent") {
    throw stall(
      "WorkspaceMissing",
      `${path.resolve(root)} has no copilot/ folder`,
      "Name the folder that has one with --workspace DIR.",
    );
  }
  for (const warning of reading.warnings) console.err(`${findingLine(warning)}\n`);
  return reading.workspace;
}

function workloadOf(workspace: Workspace, name: string): WorkspaceWorkload {
  const workload = workspace.workloads.get(name);
  if (workload !== undefined) return workload;
  throw stall(
    "UnknownName",
    `the workspace has no workload ${name}; it has ${[...workspace.workloads.keys()].join(", ")}`,
  );
}

function invalid(file: string, findings: readonly Finding[]): ReconcileError {
  const lines = findings.map((finding) => `  ${findingLine(finding)}`).join("\n");
  return stall("ManifestInvalid", `${file} cannot be rendered:\n${lines}`, `autoland validate ${file}`);
}

function stall(reason: Failure["reason"], message: string, remedy?: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason,
    message,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

async function writeFiles(
  folder: string,
  name: string,
  stack: RenderedStack,
  addons: Template | undefined,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (addons !== undefined)
    await writeFile(path.join(folder, `${name}.addons.stack.yml`), writeTemplate(addons));
  await writeFile(path.join(folder, `${name}.stack.yml`), writeTemplate(stack.template));
  const parameters = { Parameters: sorted(stack.parameters), Tags: sorted(stack.tags) };
  await writeFile(path.join(folder, `${name}.params.json`), `${JSON.stringify(parameters, undefined, 2)}\n`);
}

function sorted(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
