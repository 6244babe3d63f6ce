import type { Deployment } from "../../manifest/parts/deployment.ts";
import type { Network, Placement } from "../../manifest/parts/network.ts";
import type { Platform as ManifestPlatform } from "../../manifest/parts/task.ts";
import type { TextSource } from "../../manifest/parts/text-source.ts";
import { RenderRefusal } from "../refusal.ts";
import { recreating, rolling, type RollingUpdate } from "./deployment-configuration.ts";
import type { SecurityGroup, TaskNetwork, TaskSubnets } from "./network.ts";
import { defaultPlatform, platformOf, type Platform } from "./platform.ts";
import { noRollbackAlarms, type RollbackRules } from "./rollback-alarms.ts";

/** Reads where tasks are put: in the environment's public subnets unless the manifest says otherwise. */
export function networkOf({ vpc = {} }: Network): TaskNetwork {
  const subnets = subnetsOf(vpc.placement ?? "public");
  const inPublic = subnets.kind === "environment" && subnets.name === "PublicSubnets";
  return {
    subnets,
    assignPublicIp: inPublic ? "ENABLED" : "DISABLED",
    securityGroups: (vpc.security_groups?.groups ?? []).map(securityGroup),
    denyDefaultSecurityGroup: vpc.security_groups?.deny_default ?? false,
  };
}

/** Reads what tasks run on. A text is `os/architecture`. */
export function platformOfManifest(platform: string | ManifestPlatform | undefined): Platform {
  if (platform === undefined) return defaultPlatform;
  if (typeof platform !== "string") return platformOf(platform.osfamily ?? "", platform.architecture ?? "");
  const [os = "", architecture = ""] = platform.split("/");
  return platformOf(os, architecture);
}

/** Reads how a deployment replaces tasks. */
export function rollingUpdateOf(deployment: Deployment | undefined): RollingUpdate {
  return deployment?.rolling?.toLowerCase() === "recreate" ? recreating : rolling;
}

/** Reads which alarms undo a deployment. */
export function rollbackOf(deployment: Deployment | undefined): RollbackRules {
  const alarms = deployment?.rollback_alarms;
  if (alarms === undefined) return noRollbackAlarms;
  switch (alarms.kind) {
    case "names":
      return { existingAlarms: alarms.names };
    case "thresholds": {
      const { cpu_utilization: cpu, memory_utilization: memory, messages_delayed: messages } = alarms;
      return {
        existingAlarms: [],
        ...(cpu === undefined ? {} : { cpuUtilization: cpu }),
        ...(memory === undefined ? {} : { memoryUtilization: memory }),
        ...(messages === undefined ? {} : { messagesDelayed: messages }),
      };
    }
  }
}

function subnetsOf(placement: Placement): TaskSubnets {
  if (placement === "private") return { kind: "environment", name: "PrivateSubnets" };
  if (typeof placement === "string") return { kind: "environment", name: "PublicSubnets" };
  const { subnets } = placement;
  if (subnets.kind === "ids") return { kind: "ids", ids: subnets.ids };
  throw new RenderRefusal({
    code: "subnets-not-looked-up",
    field: "network.vpc.placement.subnets.from_tags",
    message: "network.vpc.placement.subnets.from_tags must be looked up and replaced by ids before rendering",
  });
}

function securityGroup(source: TextSource): SecurityGroup {
  return source.kind === "text"
    ? { kind: "id", id: source.text }
    : { kind: "import", exportName: source.name };
}
