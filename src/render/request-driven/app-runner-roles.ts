import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { addonsStackId } from "../../domain/addons-stack-id.ts";
import { topicId } from "../published-topics.ts";
import {
  awsManagedPolicy,
  inlinePolicy,
  permissionsBoundary,
  taggedForEnvironment,
  trustedBy,
} from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import type { AppRunnerContext } from "./app-runner-context.ts";

/** The role with which App Runner pulls the image from ECR. */
export function accessRole({ inputs }: AppRunnerContext): Resources {
  return {
    AccessRole: {
      Metadata: described("Lets App Runner pull the image from ECR"),
      Type: "AWS::IAM::Role",
      Condition: "NeedsAccessRole",
      Properties: {
        ...permissionsBoundary(inputs.application.permissionsBoundary),
        AssumeRolePolicyDocument: trustedBy(["build.apprunner.amazonaws.com"]),
        ManagedPolicyArns: [awsManagedPolicy("service-role/AWSAppRunnerServicePolicyForECRAccess")],
      },
    },
  };
}

/** The role that the containers have: what the manifest's features need, what addons grant, and never IAM. */
export function instanceRole(context: AppRunnerContext): Resources {
  const { addons, inputs, topics } = context;
  return {
    InstanceRole: {
      Metadata: described("What the containers of the service may do"),
      Type: "AWS::IAM::Role",
      Properties: {
        ...(addons.managedPolicies.length === 0
          ? {}
          : {
              ManagedPolicyArns: addons.managedPolicies.map((output) =>
                getAtt(addonsStackId, `Outputs.${output}`),
              ),
            }),
        ...permissionsBoundary(inputs.application.permissionsBoundary),
        AssumeRolePolicyDocument: trustedBy(["tasks.apprunner.amazonaws.com"]),
        Policies: [
          inlinePolicy("DenyIAM", { Effect: "Deny", Action: "iam:*", Resource: "*" }),
          ...(context.hasSecrets ? [readTaggedSecrets] : []),
          ...(topics.length === 0 ? [] : [publishTo(topics.map(topicId))]),
          ...(context.tracing ? [sendTraces] : []),
        ],
      },
    },
  };
}

const readTaggedSecrets: JsonMap = inlinePolicy(
  "AccessCopilotTaggedSecrets",
  {
    Effect: "Allow",
    Action: ["ssm:GetParameters"],
    Resource: [sub("arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/*")],
    Condition: taggedForEnvironment("ssm"),
  },
  {
    Effect: "Allow",
    Action: ["secretsmanager:GetSecretValue"],
    Resource: [sub("arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*")],
    Condition: taggedForEnvironment("secretsmanager"),
  },
  { Effect: "Allow", Action: ["kms:Decrypt"], Resource: [ref("ArtifactKeyARN")] },
  {
    Sid: "DecryptTaggedKMSKey",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [sub("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*")],
    Condition: taggedForEnvironment("aws"),
  },
);

function publishTo(topicIds: readonly string[]): JsonMap {
  return inlinePolicy("Publish2SNS", { Effect: "Allow", Action: "sns:Publish", Resource: topicIds.map(ref) });
}

const sendTraces: JsonMap = inlinePolicy("EnableAWSXRayTracing", {
  Effect: "Allow",
  Action: [
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
    "ssm:GetParameters",
  ],
  Resource: "*",
});
