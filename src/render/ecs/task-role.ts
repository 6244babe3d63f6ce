import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, importValue, join, ref, sub } from "../../template/intrinsics.ts";
import { addonsStackId } from "../../domain/addons-stack-id.ts";
import { inlinePolicy, permissionsBoundary } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import type { EcsContext } from "./ecs-context.ts";
import { trustedByTasks } from "./execution-role.ts";
import { topicId } from "../published-topics.ts";
import type { FileSystem } from "./task-storage.ts";

/** The role that the containers have: what the manifest's features need, what addons grant, and never IAM. */
export function taskRole(context: EcsContext): Resources {
  const { managedPolicies } = context.addons;
  return {
    TaskRole: {
      Metadata: described("What the containers of the tasks may do"),
      Type: "AWS::IAM::Role",
      Properties: {
        ...(managedPolicies.length === 0
          ? {}
          : {
              ManagedPolicyArns: managedPolicies.map((output) => getAtt(addonsStackId, `Outputs.${output}`)),
            }),
        ...permissionsBoundary(context.inputs.application.permissionsBoundary),
        AssumeRolePolicyDocument: trustedByTasks,
        Policies: policies(context),
      },
    },
  };
}

function policies(context: EcsContext): readonly JsonMap[] {
  const { storage, topics } = context;
  const fileSystems = storage.volumes.flatMap(({ fileSystem }) => fileSystem ?? []);
  return [
    denyIam,
    ...(context.execEnabled ? [executeCommand] : []),
    ...fileSystems.map(useFileSystem),
    ...(storage.managed === undefined ? [] : [useManagedFileSystem]),
    ...(topics.length === 0 ? [] : [publish(topics.map((topic) => topicId(topic)))]),
    ...(context.tracing ? [sendTraces] : []),
  ];
}

const denyIam: JsonMap = inlinePolicy("DenyIAM", { Effect: "Deny", Action: "iam:*", Resource: "*" });

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions */
const executeCommand: JsonMap = inlinePolicy(
  "ExecuteCommand",
  {
    Effect: "Allow",
    Action: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenDataChannel",
    ],
    Resource: "*",
  },
  {
    Effect: "Allow",
    Action: [
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ],
    Resource: "*",
  },
);

const fileSystemArn = "arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:file-system";

function useFileSystem({ id, writable, accessPointId }: FileSystem, index: number): JsonMap {
  const actions = ["elasticfilesystem:ClientMount", ...(writable ? ["elasticfilesystem:ClientWrite"] : [])];
  const throughAccessPoint =
    accessPointId === undefined
      ? {}
      : {
          Condition: atAccessPoint(
            sub(
              `arn:\${AWS::Partition}:elasticfilesystem:\${AWS::Region}:\${AWS::AccountId}:access-point/${accessPointId}`,
            ),
          ),
        };
  const [name, arn] =
    id.kind === "text"
      ? [`GrantEFSAccess${id.text}-${index}`, sub(`${fileSystemArn}/${id.text}`)]
      : [
          join("", ["GrantEFSAccess", importValue(id.name), `-${index}`]),
          join("/", [sub(fileSystemArn), importValue(id.name)]),
        ];
  return inlinePolicy(name, { Effect: "Allow", Action: actions, ...throughAccessPoint, Resource: [arn] });
}

const useManagedFileSystem: JsonMap = inlinePolicy("GrantAccessCopilotManagedEFS", {
  Effect: "Allow",
  Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
  Condition: atAccessPoint(getAtt("AccessPoint", "Arn")),
  Resource: [
    {
      "Fn::Sub": [
        "arn:${partition}:elasticfilesystem:${region}:${account}:file-system/${fsid}",
        {
          partition: ref("AWS::Partition"),
          region: ref("AWS::Region"),
          account: ref("AWS::AccountId"),
          fsid: getAtt("EnvControllerAction", "ManagedFileSystemID"),
        },
      ],
    },
  ],
});

function atAccessPoint(arn: Json): JsonMap {
  return { StringEquals: { "elasticfilesystem:AccessPointArn": arn } };
}

function publish(topics: readonly string[]): JsonMap {
  return inlinePolicy("Publish2SNS", { Effect: "Allow", Action: "sns:Publish", Resource: topics.map(ref) });
}

/** https://aws-otel.github.io/docs/setup/permissions */
const sendTraces: JsonMap = inlinePolicy("AWSDistroOpenTelemetryPolicy", {
  Effect: "Allow",
  Action: [
    "logs:PutLogEvents",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:DescribeLogGroups",
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
  ],
  Resource: "*",
});
