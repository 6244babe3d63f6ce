import type { EnvironmentManifest } from "../../src/manifest/environment-manifest.ts";
import type { WorkloadManifest } from "../../src/manifest/workload-manifest.ts";
import { readYaml } from "../../src/template/read-yaml.ts";
import { CaseFailure } from "./render-case.ts";

/** What is done with a manifest before it is rendered. */
export interface ManifestSteps {
  readonly application: string;
  readonly environment: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly steps: readonly ("interpolate" | "unmarshal" | "apply_environment" | "validate")[];
}

/** A manifest ready to be rendered, and its text after interpolation. */
export interface CaseManifest<Manifest> {
  readonly manifest: Manifest;
  readonly text: string;
}

/** Reads a workload's manifest through the steps of its case. Throws `CaseFailure` with what is wrong. */
export function readCaseWorkload(_text: string, _steps: ManifestSteps): CaseManifest<WorkloadManifest> {
  throw new CaseFailure("reading of workload manifests is not there yet");
}

/** Reads an environment's manifest through the steps of its case. Throws `CaseFailure` with what is wrong. */
export function readCaseEnvironment(
  text: string,
  { variables, steps }: ManifestSteps,
): CaseManifest<EnvironmentManifest> {
  let filled = text;
  if (steps.includes("interpolate")) {
    for (const [name, value] of Object.entries(variables)) filled = filled.replaceAll(`\${${name}}`, value);
  }
  const reading = readYaml(filled);
  if (reading.kind === "unreadable") throw new CaseFailure(reading.fault.message);
  return { manifest: reading.value as unknown as EnvironmentManifest, text: filled };
}
