import type { Finding } from "../domain/finding.ts";
import type { BlobId } from "../domain/source.ts";
import { checkManifestName } from "./manifest-name.ts";
import { readSummary, summaryPath } from "./read-summary.ts";
import { readAddons } from "./read-addons.ts";
import { findOverrides, readOverrides } from "./read-overrides.ts";
import type { WorkspaceSelection } from "./select-files.ts";
import { fileError } from "./workspace-findings.ts";
import { openFolder } from "./workspace-folder.ts";
import type { WorkspaceFolder } from "./workspace-folder.ts";
import {
  copilotFolder,
  foldersWithManifest,
  reservedEnvironmentNames,
  reservedWorkloadNames,
} from "./workspace-paths.ts";
import type {
  TextFile,
  WorkspaceEnvironment,
  WorkspacePipeline,
  WorkspaceReading,
  WorkspaceWorkload,
} from "./workspace.ts";

/** The texts of a commit's copilot folder, and for which application they are wanted. */
export interface WorkspaceTexts {
  readonly selection: WorkspaceSelection;
  /** The contents of all wanted files. A missing one is a fault of the caller and throws a plain Error. */
  readonly contents: ReadonlyMap<BlobId, Uint8Array>;
  /** The application that the workspace must belong to; any, when left out. */
  readonly application?: string;
}

/** Makes the workspace of what was selected and read, or says everything that is wrong with it at once. */
export function readWorkspace({ selection, contents, application }: WorkspaceTexts): WorkspaceReading {
  if (!selection.isPresent) return { kind: "absent" };
  const folder = openFolder(selection, contents);
  const summary = readSummary(folder.files.get(summaryPath), application);
  const summaryFindings =
    selection.paths.has(summaryPath) && !folder.files.has(summaryPath) ? [] : summary.findings;
  const workloads = readWorkloads(folder);
  const environments = readEnvironments(folder);
  const environmentsFolder = `${copilotFolder}/environments`;
  const workspace = {
    application: summary.application,
    workloads,
    environments,
    pipelines: readPipelines(folder),
    environmentAddons: readAddons(folder, environmentsFolder),
    environmentOverrides: readOverrides(folder, environmentsFolder),
  };
  const findings = [...selection.refused, ...summaryFindings, ...folder.findings];
  if (findings.some((finding) => finding.severity === "error")) return { kind: "invalid", findings };
  return { kind: "read", workspace, warnings: findings };
}

function readWorkloads(folder: WorkspaceFolder): ReadonlyMap<string, WorkspaceWorkload> {
  const workloads = new Map<string, WorkspaceWorkload>();
  for (const name of foldersWithManifest(folder.files.keys(), copilotFolder)) {
    if (reservedWorkloadNames.includes(name)) continue;
    const path = `${copilotFolder}/${name}`;
    const manifest = namedManifest(folder, path, name);
    if (manifest === undefined) continue;
    workloads.set(name, {
      name,
      manifest,
      addons: readAddons(folder, path),
      overrides: readOverrides(folder, path),
    });
  }
  return workloads;
}

function readEnvironments(folder: WorkspaceFolder): ReadonlyMap<string, WorkspaceEnvironment> {
  const environments = new Map<string, WorkspaceEnvironment>();
  const path = `${copilotFolder}/environments`;
  for (const name of foldersWithManifest(folder.files.keys(), path)) {
    if (reservedEnvironmentNames.includes(name)) continue;
    const manifest = namedManifest(folder, `${path}/${name}`, name);
    if (manifest !== undefined) environments.set(name, { name, manifest });
  }
  return environments;
}

function namedManifest(folder: WorkspaceFolder, path: string, name: string): TextFile | undefined {
  const manifest = folder.files.get(`${path}/manifest.yml`);
  if (manifest === undefined) return undefined;
  folder.findings.push(...checkManifestName(manifest, name), ...checkFolderName(manifest.path, name));
  return manifest;
}

/** Stack names are made of these names: letters, digits and dashes, a letter first (AWS CloudFormation, CreateStack). */
function checkFolderName(path: string, name: string): readonly Finding[] {
  if (/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) return [];
  return [
    fileError(path, {
      code: "invalid-format",
      message: `The folder name ${JSON.stringify(name)} cannot be part of a stack's name: it must begin with a letter and have only letters, digits and dashes.`,
      remedy: "Rename the folder and the manifest's `name`.",
    }),
  ];
}

function readPipelines(folder: WorkspaceFolder): readonly WorkspacePipeline[] {
  const pipelines: WorkspacePipeline[] = [];
  const legacy = folder.files.get(`${copilotFolder}/pipeline.yml`);
  if (legacy !== undefined)
    pipelines.push({
      name: "pipeline.yml",
      manifest: legacy,
      buildspec: folder.files.get(`${copilotFolder}/buildspec.yml`),
      overrides: { kind: "none" },
    });
  const path = `${copilotFolder}/pipelines`;
  for (const name of foldersWithManifest(folder.files.keys(), path)) {
    const manifest = folder.files.get(`${path}/${name}/manifest.yml`);
    if (manifest === undefined) continue;
    pipelines.push({
      name,
      manifest,
      buildspec: folder.files.get(`${path}/${name}/buildspec.yml`),
      overrides: findOverrides(folder, `${path}/${name}/overrides`) ?? { kind: "none" },
    });
  }
  return pipelines;
}
