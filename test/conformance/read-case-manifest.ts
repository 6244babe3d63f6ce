import type { EnvironmentManifest } from "../../src/manifest/environment-manifest.ts";
import type { Interpolation } from "../../src/manifest/interpolation.ts";
import type { ManifestReading } from "../../src/manifest/manifest-document.ts";
import { readEnvironmentManifest } from "../../src/manifest/read-environment-manifest.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../../src/manifest/workload-manifest.ts";
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
export function readCaseWorkload(text: string, steps: ManifestSteps): CaseManifest<WorkloadManifest> {
  const environment = steps.steps.includes("apply_environment") ? steps.environment : undefined;
  return readOrFail(readWorkloadManifest(text, { ...readingOptions(steps), environment }));
}

/** Reads an environment's manifest through the steps of its case. Throws `CaseFailure` with what is wrong. */
export function readCaseEnvironment(text: string, steps: ManifestSteps): CaseManifest<EnvironmentManifest> {
  return readOrFail(readEnvironmentManifest(text, readingOptions(steps)));
}

function readingOptions({ application, environment, variables, steps }: ManifestSteps): {
  readonly file: string;
  readonly interpolation: Interpolation | undefined;
  readonly leaveOut: "validation" | undefined;
} {
  return {
    file: "manifest.yml",
    interpolation: steps.includes("interpolate") ? { application, environment, variables } : undefined,
    leaveOut: steps.includes("validate") ? undefined : "validation",
  };
}

function readOrFail<Manifest>(reading: ManifestReading<Manifest>): CaseManifest<Manifest> {
  if (reading.kind === "read") return { manifest: reading.manifest, text: reading.text };
  const [first] = reading.findings;
  throw new CaseFailure(`the manifest is invalid: ${first?.field} ${first?.message}`);
}
