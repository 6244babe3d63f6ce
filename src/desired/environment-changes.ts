import type { Failure } from "../domain/failure.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { Json } from "../domain/template.ts";
import { readEnvironmentManifest } from "../manifest/read-environment-manifest.ts";
import { canonicalJson } from "../template/canonical-json.ts";
import type { Workspace } from "../workspace/workspace.ts";

/**
 * Says when the commit asks for another environment than the one that is deployed. This version changes workloads only; what it
 * leaves out it says, so that nobody takes silence for success. An environment whose manifest Git or the stack does not have is
 * not compared.
 */
export function environmentChanges(workspace: Workspace, observed: ObservedEnvironment): readonly Failure[] {
  const file = workspace.environments.get(observed.environment)?.manifest;
  const deployed = deployedText(observed);
  if (file === undefined || deployed === undefined) return [];
  const { environment } = observed;
  const wanted = meaningOf(file.text, file.path, { application: workspace.application, environment });
  if (wanted.kind === "invalid") return [invalid(file.path, wanted.message)];
  const current = meaningOf(deployed, "Metadata.Manifest", undefined);
  if (current.kind === "read" && current.meaning === wanted.meaning) return [];
  return [
    {
      disposition: "stall",
      reason: "NotSupportedYet",
      message: `${file.path} asks for another environment than the one that is deployed; this version of Autoland deploys workloads only and leaves environment stacks as they are`,
    },
  ];
}

type Meaning =
  | { readonly kind: "read"; readonly meaning: string }
  | { readonly kind: "invalid"; readonly message: string };

function meaningOf(
  text: string,
  file: string,
  names: { readonly application: string; readonly environment: string } | undefined,
): Meaning {
  const interpolation = names === undefined ? undefined : { ...names, variables: {} };
  const reading = readEnvironmentManifest(text, { file, interpolation });
  if (reading.kind === "read")
    return { kind: "read", meaning: canonicalJson(reading.manifest as unknown as Json) };
  const fault = reading.findings.find((finding) => finding.severity === "error");
  return { kind: "invalid", message: fault?.message ?? "it has faults" };
}

function deployedText({ stack }: ObservedEnvironment): string | undefined {
  if (stack.kind !== "present" || stack.value.template.kind !== "read") return undefined;
  const text = stack.value.template.template.Metadata?.["Manifest"];
  return typeof text === "string" ? text : undefined;
}

function invalid(path: string, message: string): Failure {
  return {
    disposition: "stall",
    reason: "ManifestInvalid",
    message: `${path} cannot be used: ${message}`,
    remedy: `autoland validate ${path}`,
  };
}
