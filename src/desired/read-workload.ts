import type { Failure } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { Template } from "../domain/template.ts";
import { parseManifestFile } from "../manifest/manifest-document.ts";
import { readWorkloadManifest, resolveWorkload } from "../manifest/read-workload-manifest.ts";
import type { WorkloadManifest } from "../manifest/workload-manifest.ts";
import type { DeployedEnvironment } from "../render/inputs.ts";
import type { WorkspaceWorkload } from "../workspace/workspace.ts";
import type { BuildPlace } from "./build-place.ts";
import { envFileNeeds } from "./env-files.ts";
import { type ImageQuestion, imageQuestions } from "./image-question.ts";
import { lookUpNeeds } from "./look-ups.ts";
import { siteFilesNeeds } from "./site-assets.ts";
import { readAddons } from "./placed-addons.ts";
import type { WorkloadNeeds } from "./workload-needs.ts";

/** A workload's manifest, read for one environment, or why it could not be. */
export type WorkloadRead =
  | {
      readonly kind: "read";
      readonly workload: WorkspaceWorkload;
      readonly manifest: WorkloadManifest;
      readonly manifestText: string;
      readonly warnings: readonly Finding[];
      readonly questions: readonly ImageQuestion[];
      readonly needs: WorkloadNeeds;
      readonly deployed: ObservedStack | undefined;
      /** The manifest that the deployed stack was made from, where it can still be read. */
      readonly deployedManifest: WorkloadManifest | undefined;
    }
  | {
      readonly kind: "not-read";
      readonly name: string;
      readonly failure: Failure;
      readonly findings: readonly Finding[];
    };

/** Reads one workload of a commit for one environment. */
export function readWorkload(
  names: { readonly application: string; readonly variables: Readonly<Record<string, string>> },
  build: BuildPlace | undefined,
  workload: WorkspaceWorkload,
  observed: ObservedEnvironment,
  deployedEnvironment: DeployedEnvironment | undefined,
): WorkloadRead {
  const { environment } = observed;
  const parsed = parseManifestFile(workload.manifest);
  const reading =
    parsed.kind === "invalid"
      ? parsed
      : resolveWorkload(parsed.document, { environment, interpolation: { ...names, environment } });
  if (reading.kind === "invalid")
    return notRead(workload, manifestInvalid(workload, reading.findings), reading.findings);
  const stack = observed.workloads.get(workload.name);
  const deployed = stack?.kind === "present" ? stack.value : undefined;
  const before = deployedManifest(deployed, environment);
  return {
    kind: "read",
    workload,
    manifest: reading.manifest,
    manifestText: reading.text,
    warnings: reading.warnings,
    questions: imageQuestions(reading.manifest, workload.manifest.path, observed, before),
    needs: {
      envFiles: envFileNeeds(reading.manifest),
      addons: readAddons({ scope: "workload", name: workload.name }, workload.addons),
      siteFiles: siteFilesNeeds(reading.manifest),
      build: reading.manifest.type === "Static Site" ? build : undefined,
      lookUps: lookUpNeeds(reading.manifest, deployedEnvironment?.manifest),
    },
    deployed,
    deployedManifest: before,
  };
}

function notRead(workload: WorkspaceWorkload, failure: Failure, findings: readonly Finding[]): WorkloadRead {
  return { kind: "not-read", name: workload.name, failure, findings };
}

function manifestInvalid(workload: WorkspaceWorkload, findings: readonly Finding[]): Failure {
  const faults = findings.filter((finding) => finding.severity === "error");
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return {
    disposition: "stall",
    reason: "ManifestInvalid",
    message: `${workload.manifest.path} cannot be deployed: ${faults[0]?.message ?? "it has faults"}${more}`,
    remedy: `autoland validate ${workload.manifest.path}`,
  };
}

/** Manifests in deployed templates; the adapter hands out the same template until its stack changes. */
const deployedManifests = new WeakMap<Template, WorkloadManifest | "unreadable">();

/** The manifest that the deployed stack was made from, when it can still be read; it serves to see what the commit changes. */
function deployedManifest(
  deployed: ObservedStack | undefined,
  environment: string,
): WorkloadManifest | undefined {
  if (deployed?.template.kind !== "read") return undefined;
  const { template } = deployed.template;
  const known = deployedManifests.get(template) ?? readDeployedManifest(deployed, template, environment);
  deployedManifests.set(template, known);
  return known === "unreadable" ? undefined : known;
}

function readDeployedManifest(
  deployed: ObservedStack,
  template: Template,
  environment: string,
): WorkloadManifest | "unreadable" {
  const text = template.Metadata?.["Manifest"];
  if (typeof text !== "string") return "unreadable";
  const reading = readWorkloadManifest(text, {
    file: `stack ${deployed.id.name}, Metadata.Manifest`,
    environment,
  });
  return reading.kind === "read" ? reading.manifest : "unreadable";
}
