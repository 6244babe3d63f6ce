import type { Finding } from "../domain/finding.ts";
import type { EnvironmentManifest } from "../manifest/environment-manifest.ts";
import { lintWorkspace } from "../manifest/lint/lint-workspace.ts";
import type { WorkloadByEnvironment } from "../manifest/lint/environment-differences.ts";
import { parseManifestFile } from "../manifest/manifest-document.ts";
import { readEnvironmentManifest } from "../manifest/read-environment-manifest.ts";
import { resolveWorkload } from "../manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { Workspace, WorkspaceWorkload } from "../workspace/workspace.ts";

/**
 * What a commit does in its environments that will surprise, beyond what Copilot refuses. Manifests with faults are left out: their
 * findings are told where they are read.
 */
export function lintCommit(
  workspace: Workspace,
  environments: readonly string[],
  variablesOf: (environment: string) => Readonly<Record<string, string>>,
): readonly Finding[] {
  const key = JSON.stringify(environments.map((environment) => [environment, variablesOf(environment)]));
  const known = linted.get(workspace);
  if (known?.key === key) return known.findings;
  const findings = lint(workspace, environments, variablesOf);
  linted.set(workspace, { key, findings });
  return findings;
}

/** What was found in a workspace last, and for which environments: a pass that reads the same commit again finds the same. */
const linted = new WeakMap<Workspace, { readonly key: string; readonly findings: readonly Finding[] }>();

function lint(
  workspace: Workspace,
  environments: readonly string[],
  variablesOf: (environment: string) => Readonly<Record<string, string>>,
): readonly Finding[] {
  const { application } = workspace;
  const workloads = [...workspace.workloads.values()].flatMap((workload) =>
    readEach(application, workload, environments, variablesOf),
  );
  const manifests = environments.flatMap((name) => {
    const manifest = environmentManifest(workspace, name);
    return manifest === undefined ? [] : [[name, manifest] as const];
  });
  return lintWorkspace({ application, workloads, environments: Object.fromEntries(manifests) });
}

function readEach(
  application: string,
  { manifest: file }: WorkspaceWorkload,
  environments: readonly string[],
  variablesOf: (environment: string) => Readonly<Record<string, string>>,
): readonly WorkloadByEnvironment[] {
  const parsed = parseManifestFile(file);
  if (parsed.kind === "invalid") return [];
  const manifests: Record<string, WorkloadManifest> = {};
  for (const environment of environments) {
    const interpolation = { application, environment, variables: variablesOf(environment) };
    const reading = resolveWorkload(parsed.document, { environment, interpolation });
    if (reading.kind === "read") manifests[environment] = reading.manifest;
  }
  return [{ document: parsed.document, manifests }];
}

function environmentManifest(workspace: Workspace, name: string): EnvironmentManifest | undefined {
  const file = workspace.environments.get(name)?.manifest;
  if (file === undefined) return undefined;
  const interpolation = { application: workspace.application, environment: name, variables: {} };
  const reading = readEnvironmentManifest(file.text, { file: file.path, interpolation });
  return reading.kind === "read" ? reading.manifest : undefined;
}
