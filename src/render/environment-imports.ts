import type { JsonMap } from "../domain/template.ts";
import { importValue, split, sub } from "../template/intrinsics.ts";

/** Exports of an environment's stack that workload stacks import (copilot-model.md 2.6). */
export type EnvironmentExport =
  | "VpcId"
  | "PublicSubnets"
  | "PrivateSubnets"
  | "ClusterId"
  | "EnvironmentSecurityGroup"
  | "ServiceDiscoveryNamespaceID"
  | "HostedZone"
  | "SubDomain";

/** The value that the workload's environment exports under a name. */
export function fromEnvironment(name: EnvironmentExport): JsonMap {
  return importValue(sub(`\${AppName}-\${EnvName}-${name}`));
}

/** The name of the environment's ECS cluster. */
export const cluster: JsonMap = fromEnvironment("ClusterId");

/** The environment's public or private subnets as a list. */
export function subnetsOfEnvironment(kind: "PublicSubnets" | "PrivateSubnets"): JsonMap {
  return split(",", fromEnvironment(kind));
}
