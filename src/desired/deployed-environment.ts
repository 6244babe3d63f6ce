import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { ObservedStack } from "../domain/stack.ts";
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
    manifest: deployedManifest(observed.stack.value) ?? { name: observed.environment, type: "Environment" },
    templateVersion: typeof version === "string" ? version : "v0.0.0",
    serviceDiscoveryEndpoint:
      parameters["ServiceDiscoveryEndpoint"] ?? `${observed.record.value.application}.local`,
  };
}

/** The manifest in the metadata of an environment's deployed template, where there is one that can be read. */
export function deployedManifest({ id, template }: ObservedStack): EnvironmentManifest | undefined {
  const text = template.kind === "read" ? template.template.Metadata?.["Manifest"] : undefined;
  if (typeof text !== "string") return undefined;
  const file = `stack ${id.name}, Metadata.Manifest`;
  // It is deployed: what it says counts, whether or not it would be taken today.
  const reading = readEnvironmentManifest(text, { file, leaveOut: "validation" });
  return reading.kind === "read" ? reading.manifest : undefined;
}
