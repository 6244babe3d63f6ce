import type { JsonMap } from "../../domain/template.ts";
import { getAtt, sub } from "../../template/intrinsics.ts";
import type { EnvironmentInputs } from "../inputs.ts";
import { unquoted } from "../unquoted.ts";

/** Condition that a resource carries the tags of this application and environment. */
function tagged(keyPrefix: string): JsonMap {
  return {
    StringEquals: {
      [`${keyPrefix}:ResourceTag/copilot-application`]: sub("${AppName}"),
      [`${keyPrefix}:ResourceTag/copilot-environment`]: sub("${EnvironmentName}"),
    },
  };
}

function allow(sid: string, actions: readonly string[]): JsonMap {
  return { Sid: sid, Effect: "Allow", Action: actions, Resource: "*" };
}

function allowOn(sid: string, actions: readonly string[], resources: readonly JsonMap[]): JsonMap {
  return { Sid: sid, Effect: "Allow", Action: actions, Resource: resources };
}

/** Looking at workloads, deploying them, and their images, secrets and built artifacts. */
export const deploymentStatements: readonly JsonMap[] = [
  allow("CloudwatchLogs", [
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "logs:StartQuery",
    "logs:GetLogEvents",
    "logs:DescribeLogStreams",
    "logs:StopQuery",
    "logs:TestMetricFilter",
    "logs:FilterLogEvents",
    "logs:GetLogGroupFields",
    "logs:GetLogDelivery",
  ]),
  allow("Cloudwatch", ["cloudwatch:DescribeAlarms"]),
  allow("ECS", [
    "ecs:ListAttributes",
    "ecs:ListTasks",
    "ecs:DescribeServices",
    "ecs:DescribeTaskSets",
    "ecs:ListContainerInstances",
    "ecs:DescribeContainerInstances",
    "ecs:DescribeTasks",
    "ecs:DescribeClusters",
    "ecs:UpdateService",
    "ecs:PutAttributes",
    "ecs:StartTelemetrySession",
    "ecs:StartTask",
    "ecs:StopTask",
    "ecs:ListServices",
    "ecs:ListTaskDefinitionFamilies",
    "ecs:DescribeTaskDefinition",
    "ecs:ListTaskDefinitions",
    "ecs:ListClusters",
    "ecs:RunTask",
    "ecs:ListServicesByNamespace",
  ]),
  { ...allow("ExecuteCommand", ["ecs:ExecuteCommand", "ssm:StartSession"]), Condition: tagged("aws") },
  allowOn(
    "StartStateMachine",
    ["states:StartExecution", "states:DescribeStateMachine"],
    [
      sub(
        "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${AppName}-${EnvironmentName}-*",
      ),
    ],
  ),
  allow("CloudFormation", [
    "cloudformation:CancelUpdateStack",
    "cloudformation:CreateChangeSet",
    "cloudformation:CreateStack",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:Describe*",
    "cloudformation:DetectStackDrift",
    "cloudformation:DetectStackResourceDrift",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:GetTemplate",
    "cloudformation:GetTemplateSummary",
    "cloudformation:UpdateStack",
    "cloudformation:UpdateTerminationProtection",
  ]),
  { ...allow("GetAndPassCopilotRoles", ["iam:GetRole", "iam:PassRole"]), Condition: tagged("iam") },
  allow("ECR", [
    "ecr:BatchGetImage",
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:DescribeImages",
    "ecr:DescribeRepositories",
    "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload",
    "ecr:ListImages",
    "ecr:ListTagsForResource",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
    "ecr:GetAuthorizationToken",
  ]),
  allow("ResourceGroups", [
    "resource-groups:GetGroup",
    "resource-groups:GetGroupQuery",
    "resource-groups:GetTags",
    "resource-groups:ListGroupResources",
    "resource-groups:ListGroups",
    "resource-groups:SearchResources",
  ]),
  allow("SSM", [
    "ssm:DeleteParameter",
    "ssm:DeleteParameters",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
  ]),
  allowOn(
    "SSMSecret",
    ["ssm:PutParameter", "ssm:AddTagsToResource"],
    [
      sub(
        "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/copilot/${AppName}/${EnvironmentName}/secrets/*",
      ),
    ],
  ),
  allowOn(
    "SSMSession",
    ["ssm:StartSession"],
    [sub("arn:${AWS::Partition}:ssm:${AWS::Region}::document/AWS-StartPortForwardingSessionToRemoteHost")],
  ),
  allow("ELBv2", [
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeSSLPolicies",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetHealth",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeRules",
  ]),
  allow("BuiltArtifactAccess", [
    "s3:ListBucketByTags",
    "s3:GetLifecycleConfiguration",
    "s3:GetBucketTagging",
    "s3:GetInventoryConfiguration",
    "s3:GetObjectVersionTagging",
    "s3:ListBucketVersions",
    "s3:GetBucketLogging",
    "s3:ListBucket",
    "s3:GetAccelerateConfiguration",
    "s3:GetBucketPolicy",
    "s3:GetObjectVersionTorrent",
    "s3:GetObjectAcl",
    "s3:GetEncryptionConfiguration",
    "s3:GetBucketRequestPayment",
    "s3:GetObjectVersionAcl",
    "s3:GetObjectTagging",
    "s3:GetMetricsConfiguration",
    "s3:HeadBucket",
    "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketPolicyStatus",
    "s3:ListBucketMultipartUploads",
    "s3:GetBucketWebsite",
    "s3:ListJobs",
    "s3:GetBucketVersioning",
    "s3:GetBucketAcl",
    "s3:GetBucketNotification",
    "s3:GetReplicationConfiguration",
    "s3:ListMultipartUploadParts",
    "s3:GetObject",
    "s3:GetObjectTorrent",
    "s3:GetAccountPublicAccessBlock",
    "s3:ListAllMyBuckets",
    "s3:DescribeJob",
    "s3:GetBucketCORS",
    "s3:GetAnalyticsConfiguration",
    "s3:GetObjectVersionForReplication",
    "s3:GetBucketLocation",
    "s3:GetObjectVersion",
    "kms:Decrypt",
  ]),
];

/** Writing to the region's artifact bucket, which belongs to the application's account. */
export function artifactStatements({
  artifactBucketArn = "",
  artifactKeyArn = "",
}: Pick<EnvironmentInputs, "artifactBucketArn" | "artifactKeyArn">): readonly JsonMap[] {
  return [
    {
      Sid: "PutObjectsToArtifactBucket",
      Effect: "Allow",
      Action: ["s3:PutObject", "s3:PutObjectAcl"],
      Resource: [unquoted(artifactBucketArn), unquoted(`${artifactBucketArn}/*`)],
    },
    {
      Sid: "EncryptObjectsInArtifactBucket",
      Effect: "Allow",
      Action: ["kms:GenerateDataKey"],
      Resource: unquoted(artifactKeyArn),
    },
  ];
}

/** Looking at the network, App Runner, tags and scaling. */
export const generalStatements: readonly JsonMap[] = [
  allow("EC2", [
    "ec2:DescribeSubnets",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeRouteTables",
  ]),
  allow("AppRunner", [
    "apprunner:DescribeService",
    "apprunner:ListOperations",
    "apprunner:ListServices",
    "apprunner:PauseService",
    "apprunner:ResumeService",
    "apprunner:StartDeployment",
    "apprunner:DescribeObservabilityConfiguration",
    "apprunner:DescribeVpcIngressConnection",
  ]),
  allow("Tags", ["tag:GetResources"]),
  allow("ApplicationAutoscaling", ["application-autoscaling:DescribeScalingPolicies"]),
];

/** Deleting the environment, its two roles last. */
export const removalStatements: readonly JsonMap[] = [
  allowOn(
    "DeleteRoles",
    ["iam:DeleteRole", "iam:ListRolePolicies", "iam:DeleteRolePolicy"],
    [
      getAtt("CloudformationExecutionRole", "Arn"),
      sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${AWS::StackName}-EnvManagerRole"),
    ],
  ),
  allowOn(
    "DeleteEnvStack",
    ["cloudformation:DescribeStacks", "cloudformation:DeleteStack"],
    [sub("arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/${AWS::StackName}/*")],
  ),
  allow("RDS", ["rds:DescribeDBInstances", "rds:DescribeDBClusters"]),
];
