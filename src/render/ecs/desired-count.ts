import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { cluster } from "../environment-imports.ts";
import { describeServicesOfCluster, functionRole, inlinePolicy } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import type { EcsContext } from "./ecs-context.ts";

/**
 * The custom resource that answers with the running service's task count, so that an update does not undo what
 * autoscaling has done. It is asked again whenever `UpdateID` changes (design.md 8).
 */
export function desiredCount({ inputs }: EcsContext): Resources {
  return {
    DynamicDesiredCountAction: {
      Metadata: described("Answers with the running service's task count"),
      Type: "Custom::DynamicDesiredCountFunction",
      Properties: {
        ServiceToken: getAtt("DynamicDesiredCountFunction", "Arn"),
        Cluster: cluster,
        App: ref("AppName"),
        Env: ref("EnvName"),
        Svc: ref("WorkloadName"),
        DefaultDesiredCount: ref("TaskCount"),
        UpdateID: inputs.updateId,
      },
    },
    DynamicDesiredCountFunction: customResourceFunction(inputs, {
      name: "DynamicDesiredCountFunction",
      handler: "index.handler",
      timeout: 600,
      role: "DynamicDesiredCountFunctionRole",
    }),
    DynamicDesiredCountFunctionRole: functionRole(
      "Lets the function find the service and its task count",
      inputs.application.permissionsBoundary,
      [readServicePolicy],
    ),
  };
}

const readServicePolicy: JsonMap = inlinePolicy(
  "DelegateDesiredCountAccess",
  describeServicesOfCluster,
  { Sid: "ResourceGroups", Effect: "Allow", Action: ["resource-groups:GetResources"], Resource: "*" },
  { Sid: "Tags", Effect: "Allow", Action: ["tag:GetResources"], Resource: "*" },
);
