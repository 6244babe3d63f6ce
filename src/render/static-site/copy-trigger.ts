import type { TemplateResource } from "../../domain/template.ts";
import { getAtt } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { awsManagedPolicy, inlinePolicy, permissionsBoundary, trustedBy } from "../iam.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { AssetMapping } from "./asset-mapping.ts";

/**
 * The custom resource that runs the copying state machine whenever the mapping file is another one, its function and
 * role. It comes after `others`, so that files are copied only once all else of the site stands (copilot-model.md 6).
 */
export function copyTrigger(
  mapping: AssetMapping,
  others: readonly string[],
  inputs: WorkloadInputs,
): Resources {
  return {
    TriggerStateMachineFunction: {
      Metadata: described("Starts the copying of the site's files"),
      ...customResourceFunction(inputs, {
        name: "TriggerStateMachineFunction",
        handler: "index.handler",
        timeout: 900,
        role: "TriggerStateMachineFunctionRole",
      }),
    },
    TriggerStateMachineFunctionRole: triggerRole(inputs.application.permissionsBoundary),
    TriggerStateMachineAction: {
      Metadata: described("Copies the site's files when they change"),
      Type: "Custom::TriggerStateMachine",
      DependsOn: others,
      Properties: {
        ServiceToken: getAtt("TriggerStateMachineFunction", "Arn"),
        StateMachineARN: getAtt("CopyAssetsStateMachine", "Arn"),
        AssetMappingFilePath: unquoted(mapping.path),
      },
    },
  };
}

function triggerRole(boundary: string | undefined): TemplateResource {
  return {
    Metadata: described("Lets the function start the state machine and wait for it"),
    Type: "AWS::IAM::Role",
    Properties: {
      ...permissionsBoundary(boundary),
      AssumeRolePolicyDocument: trustedBy("lambda.amazonaws.com"),
      Policies: [
        inlinePolicy("TriggerStateMachine", {
          Effect: "Allow",
          Action: "states:StartSyncExecution",
          Resource: getAtt("CopyAssetsStateMachine", "Arn"),
        }),
      ],
      ManagedPolicyArns: [awsManagedPolicy("service-role/AWSLambdaBasicExecutionRole")],
    },
  };
}
