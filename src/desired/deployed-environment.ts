import type { ObservedEnvironment } from "../domain/observed-application.ts";
import { readEnvironmentManifest } from "../manifest/read-environment-manifest.ts";
import type { EnvironmentManifest } from "../manifest/environment-manifest.ts";
import type { DeployedEnvironment } from "../render/inputs.ts";
import { isBootstrap } from "./template-version.ts";

/**
 * The environment as it is deployed, which is what workloads are rendered against (copilot-model.md 8.3): its manifest stands in the
 * metadata of its stack's template. Stacks older than that have none; every optional thing is then off. Undefined when the
 * environment's record or stack is not there, was not read, or was never deployed: the plan says so itself.
 */
export function deployedEnvironment(observed: ObservedEnvironment): DeployedEnvironment | undefined {
  if (observed.record.kind !== "present" || observed.stack.kind !== "present") return undefined;
  const { template, parameters } = observed.stack.value;
  if (template.kind !== "read" || isBootstrap(observed.stack.value)) return undefined;
  const version = template.template.Metadata?.["Version"];
  return {
    name: observed.environment,
    account: observed.record.value.account,
    region: observed.record.value.region,
    manifest: deployedManifest(observed.environment, template.template.Metadata?.["Manifest"]),
    templateVersion: typeof version === "string" ? version : "v0.0.0",
    serviceDiscoveryEndpoint:
      parameters["ServiceDiscoveryEndpoint"] ?? `${observed.record.value.application}.local`,
  };
}

function deployedManifest(name: string, text: unknown): EnvironmentManifest {
  const bare: EnvironmentManifest = { name, type: "Environment" };
  if (typeof text !== "string") return bare;
  const reading = readEnvironmentManifest(text, {
    file: `stack of ${name}, Metadata.Manifest`,
    // It is deployed: what it says counts, whether or not it would be taken today.
    leaveOut: "validation",
  });
  return reading.kind === "read" ? reading.manifest : bare;
}
