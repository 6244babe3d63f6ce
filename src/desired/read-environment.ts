import type { Failure } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import type { EnvironmentManifest } from "../manifest/environment-manifest.ts";
import { readEnvironmentManifest } from "../manifest/read-environment-manifest.ts";
import type { TextFile, Workspace } from "../workspace/workspace.ts";
import type { FileQuestion } from "./commit-files.ts";
import { addonFileQuestions, readAddons, type ReadAddons } from "./placed-addons.ts";

/** The folder of the artifact bucket that the addons of environments go to (copilot-model.md 3.1). */
export const environmentsFolder = "environments";

/** An environment's own manifest, read, with what its deployment needs; or why it could not be read; or that there is none. */
export type EnvironmentRead =
  | {
      readonly kind: "read";
      readonly file: TextFile;
      readonly manifest: EnvironmentManifest;
      /** After interpolation, for `Metadata.Manifest`. */
      readonly manifestText: string;
      readonly warnings: readonly Finding[];
      readonly addons: ReadAddons;
    }
  | { readonly kind: "not-read"; readonly failure: Failure; readonly findings: readonly Finding[] }
  | { readonly kind: "not-in-git" };

/** Reads what a commit says of an environment itself. */
export function readEnvironment(
  workspace: Workspace,
  environment: string,
  variables: Readonly<Record<string, string>>,
): EnvironmentRead {
  const file = workspace.environments.get(environment)?.manifest;
  if (file === undefined) return { kind: "not-in-git" };
  const interpolation = { application: workspace.application, environment, variables };
  const reading = readEnvironmentManifest(file.text, { file: file.path, interpolation });
  if (reading.kind === "invalid")
    return { kind: "not-read", failure: manifestInvalid(file, reading.findings), findings: reading.findings };
  return {
    kind: "read",
    file,
    manifest: reading.manifest,
    manifestText: reading.text,
    warnings: reading.warnings,
    addons: readAddons({ scope: "environment", name: environmentsFolder }, workspace.environmentAddons),
  };
}

/** What the commit has to answer for the environment itself. */
export function environmentFileQuestions(read: EnvironmentRead): readonly FileQuestion[] {
  return read.kind === "read" ? addonFileQuestions(read.addons) : [];
}

/** Whether only the addresses of CloudFront may reach the public load balancer, so that their prefix list is needed. */
export function needsPrefixList(read: EnvironmentRead): boolean {
  if (read.kind !== "read") return false;
  return restrictions(read.manifest)?.cdn === true;
}

/** What the manifest says of who may reach the public load balancer, in its new place or the old one. */
export function restrictions({
  http,
}: EnvironmentManifest): { readonly cdn?: boolean; readonly source_ips?: readonly string[] } | undefined {
  return http?.public?.ingress ?? http?.public?.security_groups?.ingress?.restrict_to;
}

function manifestInvalid(file: TextFile, findings: readonly Finding[]): Failure {
  const faults = findings.filter((finding) => finding.severity === "error");
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return {
    disposition: "stall",
    reason: "ManifestInvalid",
    message: `${file.path} cannot be deployed: ${faults[0]?.message ?? "it has faults"}${more}`,
    remedy: `autoland validate ${file.path}`,
  };
}
