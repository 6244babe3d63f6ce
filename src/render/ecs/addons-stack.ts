import { ref } from "../../template/intrinsics.ts";
import { addonsStackId } from "../../domain/addons-stack-id.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { described, type Resources } from "../resources.ts";
import type { EcsContext } from "./ecs-context.ts";
import { environmentParameters } from "./env-controller.ts";

/** The nested stack of an ECS workload's addons; it only comes to be when the parameter `AddonsTemplateURL` is given. */
export function addonsStack(context: EcsContext): Resources {
  const changesEnvironment = environmentParameters(context).length > 0;
  return nestedAddons(context.inputs, changesEnvironment ? { DependsOn: "EnvControllerAction" } : {});
}

/** The nested stack of a workload's addons, with what it waits for. */
export function nestedAddons(
  inputs: WorkloadInputs,
  order: { readonly DependsOn?: "EnvControllerAction" },
): Resources {
  return {
    [addonsStackId]: {
      Metadata: described("The workload's own AWS resources, from its addons folder"),
      Type: "AWS::CloudFormation::Stack",
      ...order,
      Condition: "HasAddons",
      Properties: {
        Parameters: {
          App: ref("AppName"),
          Env: ref("EnvName"),
          Name: ref("WorkloadName"),
          ...inputs.addons?.parameters,
        },
        TemplateURL: ref("AddonsTemplateURL"),
      },
    },
  };
}
