import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { functionRole, inlinePolicy, taggedForEnvironment } from "../iam.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { EcsContext } from "./ecs-context.ts";

/** What a workload needs of its environment's stack. */
export interface EnvironmentNeeds {
  /** Names of the environment's parameters that must list the workload. */
  readonly parameters: readonly string[];
  /** Aliases that the environment's certificate must cover. */
  readonly aliases: readonly string[];
}

/** The environment controller of an ECS workload. */
export function envController(context: EcsContext): Resources {
  return environmentController(context.inputs, {
    parameters: environmentParameters(context),
    aliases: context.loadBalancing?.environmentAliases ?? [],
  });
}

/**
 * The custom resource that switches on what the workload needs of its environment (load balancers, NAT gateways, the
 * file system) by listing it in parameters of the environment's stack, and hands back that stack's outputs.
 */
export function environmentController(inputs: WorkloadInputs, needs: EnvironmentNeeds): Resources {
  return {
    EnvControllerAction: {
      Metadata: described("Switches on what this workload needs of its environment"),
      Type: "Custom::EnvControllerFunction",
      Properties: {
        ServiceToken: getAtt("EnvControllerFunction", "Arn"),
        Workload: ref("WorkloadName"),
        ...(needs.aliases.length === 0 ? {} : { Aliases: needs.aliases }),
        EnvStack: sub("${AppName}-${EnvName}"),
        Parameters: needs.parameters,
        EnvVersion: unquoted(inputs.environment.templateVersion),
      },
    },
    EnvControllerFunction: customResourceFunction(inputs, {
      name: "EnvControllerFunction",
      handler: "index.handler",
      timeout: 900,
      role: "EnvControllerRole",
    }),
    EnvControllerRole: functionRole(
      "Lets the function update the environment's stack",
      inputs.application.permissionsBoundary,
      environmentStackPolicies,
    ),
  };
}

/** The environment's parameters that must list the workload, in the order in which Copilot names them. */
export function environmentParameters(context: EcsContext): readonly string[] {
  const names = [...(context.loadBalancing?.environmentParameters ?? [])];
  if (context.network.subnets.kind === "environment" && context.network.subnets.name === "PrivateSubnets") {
    names.push("NATWorkloads");
  }
  if (context.storage.managed !== undefined) names.push("EFSWorkloads");
  return names;
}

const environmentStackPolicies: readonly JsonMap[] = [
  inlinePolicy("EnvControllerStackUpdate", {
    Effect: "Allow",
    Action: ["cloudformation:DescribeStacks", "cloudformation:UpdateStack"],
    Resource: sub(
      "arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AppName}-${EnvName}/*",
    ),
    Condition: taggedForEnvironment("cloudformation"),
  }),
  inlinePolicy("EnvControllerRolePass", {
    Effect: "Allow",
    Action: ["iam:PassRole"],
    Resource: sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${AppName}-${EnvName}-CFNExecutionRole"),
    Condition: taggedForEnvironment("iam"),
  }),
];
