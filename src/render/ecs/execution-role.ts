import type { Json, JsonMap } from "../../domain/template.ts";
import { join, noValue, ref, select, split, sub, when } from "../../template/intrinsics.ts";
import {
  awsManagedPolicy,
  inlinePolicy,
  permissionsBoundary,
  taggedForEnvironment,
  trustedBy,
} from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import type { EcsContext } from "./ecs-context.ts";
import type { EnvFile } from "./env-files.ts";

/** The role with which the Fargate agent starts the tasks: it reads secrets and env files and writes logs. */
export function executionRole(context: EcsContext): Resources {
  return {
    ExecutionRole: {
      Metadata: described("What the Fargate agent may do to start the tasks"),
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: trustedByTasks,
        ...permissionsBoundary(context.inputs.application.permissionsBoundary),
        Policies: [secretsPolicy, ...context.envFiles.map(envFilePolicy)],
        ManagedPolicyArns: [awsManagedPolicy("service-role/AmazonECSTaskExecutionRolePolicy")],
      },
    },
  };
}

/** Trust policy of the roles that tasks run with. */
export const trustedByTasks: JsonMap = trustedBy("ecs-tasks.amazonaws.com");

const secretsPolicy: JsonMap = inlinePolicy(
  policyName("SecretsPolicy"),
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
  {
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [ref("ArtifactKeyARN")],
  },
  {
    Sid: "DecryptTaggedKMSKey",
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [sub("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*")],
    Condition: taggedForEnvironment("aws"),
  },
);

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html */
function envFilePolicy(file: EnvFile): JsonMap {
  const policy = inlinePolicy(
    policyName(file.policy),
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: [ref(file.parameter)] },
    { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: [bucketOf(ref(file.parameter))] },
  );
  return when(file.condition, policy, noValue);
}

/** ARN of the bucket in an object's ARN. */
function bucketOf(objectArn: Json): JsonMap {
  const bucket = select(0, split("/", select(5, split(":", objectArn))));
  return join("", ["arn:", ref("AWS::Partition"), ":s3:::", bucket]);
}

function policyName(suffix: string): JsonMap {
  return join("", [ref("AppName"), "-", ref("EnvName"), "-", ref("WorkloadName"), suffix]);
}
