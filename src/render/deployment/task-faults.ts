import type { EcsManifest } from "../ecs/ecs-context.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { addonOutputs } from "../addon-outputs.ts";
import type { RenderFault } from "../refusal.ts";
import { sortedEntries } from "../sorted.ts";

/** What a valid manifest may say of its tasks that CloudFormation refuses in the template that Copilot makes of it. */
export function taskFaults(manifest: EcsManifest, inputs: WorkloadInputs): readonly RenderFault[] {
  return [...securityGroupFaults(manifest, inputs), ...fileSystemFaults(manifest)];
}

/** Tasks that may not be in the environment's security group must be in some other. */
function securityGroupFaults(manifest: EcsManifest, inputs: WorkloadInputs): readonly RenderFault[] {
  const groups = manifest.network.vpc?.security_groups;
  if (manifest.type === "Scheduled Job" || groups?.deny_default !== true || groups.groups.length > 0)
    return [];
  if (addonOutputs(inputs.addons?.template).securityGroups.length > 0) return [];
  return [
    {
      code: "no-security-group",
      field: "network.vpc.security_groups",
      message:
        "network.vpc.security_groups keeps the tasks out of the environment's security group and names no other one.",
      remedy: "Name a group in network.vpc.security_groups.groups, or leave deny_default out.",
    },
  ];
}

/** A file system that exists must be named. */
function fileSystemFaults({ storage }: EcsManifest): readonly RenderFault[] {
  return sortedEntries(storage?.volumes ?? {}).flatMap(([name, { efs }]) => {
    if (typeof efs !== "object" || efs.id !== undefined || efs.uid !== undefined || efs.gid !== undefined)
      return [];
    const field = `storage.volumes[${name}].efs.id`;
    return [
      {
        code: "file-system-without-id",
        field,
        message: `${field} is missing: root_dir and auth belong to a file system that exists.`,
        remedy: "Add its id, or write efs: true for the environment's own file system.",
      },
    ];
  });
}
