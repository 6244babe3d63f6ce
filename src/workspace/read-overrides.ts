import { fileError } from "./workspace-findings.ts";
import type { WorkspaceFolder } from "./workspace-folder.ts";
import type { Overrides } from "./workspace.ts";

/** The overrides of a workload's folder, or of `environments/` (copilot-model.md 5.12). */
export function readOverrides(folder: WorkspaceFolder, owner: string): Overrides {
  const path = `${owner}/overrides`;
  const overrides = findOverrides(folder, path);
  if (overrides !== undefined) return overrides;
  folder.findings.push(
    fileError(path, {
      code: "required-field-missing",
      message: `${path} has files, but neither cfn.patches.yml nor cdk.json, so that it says nothing.`,
      remedy: "Add cfn.patches.yml with the patches, or remove the folder.",
    }),
  );
  return { kind: "none" };
}

/** What an overrides folder asks for; undefined where it has files but neither of the two that count. */
export function findOverrides(folder: WorkspaceFolder, path: string): Overrides | undefined {
  const patches = folder.files.get(`${path}/cfn.patches.yml`);
  if (patches !== undefined) return { kind: "patches", file: patches };
  // There, but not readable as text: that is a finding already.
  if (folder.paths.has(`${path}/cfn.patches.yml`)) return { kind: "none" };
  if (folder.paths.has(`${path}/cdk.json`)) return { kind: "cdk", folder: path };
  return folder.folders.has(path) ? undefined : { kind: "none" };
}
