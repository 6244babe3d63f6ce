import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, importValue } from "../../template/intrinsics.ts";
import { addonsStackId } from "../../domain/addons-stack-id.ts";
import { fromEnvironment, subnetsOfEnvironment } from "../environment-imports.ts";
import { unquoted } from "../unquoted.ts";
import type { EcsContext } from "./ecs-context.ts";

/** Where a workload's tasks are put, and which security groups they are in besides those of addons. */
export interface TaskNetwork {
  readonly subnets: TaskSubnets;
  readonly assignPublicIp: "ENABLED" | "DISABLED";
  readonly securityGroups: readonly SecurityGroup[];
  /** Leaves out the environment's own security group. */
  readonly denyDefaultSecurityGroup: boolean;
}

/** The subnets of tasks: one kind of the environment's, or some by id. */
export type TaskSubnets =
  | { readonly kind: "environment"; readonly name: "PublicSubnets" | "PrivateSubnets" }
  | { readonly kind: "ids"; readonly ids: readonly string[] };

/** A security group by id, or by the name under which some stack exports its id. */
export type SecurityGroup =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "import"; readonly exportName: string };

/** `NetworkConfiguration` of an ECS service. */
export function networkConfiguration(context: EcsContext): JsonMap {
  const groups = securityGroups(context, { withDefault: !context.network.denyDefaultSecurityGroup });
  return {
    AwsvpcConfiguration: {
      AssignPublicIp: context.network.assignPublicIp,
      Subnets: subnets(context.network),
      // Copilot's template has an empty key here, which CloudFormation refuses; so does a rendering for deployment.
      SecurityGroups: groups.length === 0 ? null : groups,
    },
  };
}

/** The ids of the subnets that tasks run in: a list, or an intrinsic that gives one. */
export function subnets(network: TaskNetwork): Json {
  switch (network.subnets.kind) {
    case "environment":
      return subnetsOfEnvironment(network.subnets.name);
    case "ids":
      return network.subnets.ids.map(unquoted);
  }
}

/** The security groups of tasks: the environment's where wanted, the manifest's, those of addons. */
export function securityGroups(
  context: EcsContext,
  options: { readonly withDefault: boolean },
): readonly Json[] {
  return [
    ...(options.withDefault ? [fromEnvironment("EnvironmentSecurityGroup")] : []),
    ...context.network.securityGroups.map(groupId),
    ...context.addons.securityGroups.map((output) => getAtt(addonsStackId, `Outputs.${output}`)),
  ];
}

function groupId(group: SecurityGroup): Json {
  switch (group.kind) {
    case "id":
      return unquoted(group.id);
    case "import":
      return importValue(unquoted(group.exportName));
  }
}
