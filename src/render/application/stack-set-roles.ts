import type { ApplicationRecord } from "../../domain/copilot-records.ts";
import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { inlinePolicy, permissionsBoundary, policyDocument } from "../iam.ts";
import { described, type Resources } from "../resources.ts";

/** The two roles of a self-managed StackSet: one administers it, the other makes what it describes. */
export function stackSetRoles({ permissionsBoundary: boundary }: ApplicationRecord): Resources {
  return {
    AdministrationRole: {
      Metadata: described("Lets CloudFormation administer the application's StackSet"),
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: ref("AdminRoleName"),
        AssumeRolePolicyDocument: policyDocument({
          Effect: "Allow",
          Principal: { Service: "cloudformation.amazonaws.com" },
          Action: ["sts:AssumeRole"],
        }),
        ...permissionsBoundary(boundary),
        Path: "/",
        Policies: [
          inlinePolicy("AssumeRole-AWSCloudFormationStackSetExecutionRole", {
            Effect: "Allow",
            Action: ["sts:AssumeRole"],
            Resource: [sub("arn:${AWS::Partition}:iam::*:role/${ExecutionRoleName}")],
          }),
        ],
      },
    },
    ExecutionRole: {
      Metadata: described("Makes the application's image repositories, keys and buckets"),
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: ref("ExecutionRoleName"),
        AssumeRolePolicyDocument: policyDocument({
          Effect: "Allow",
          Principal: { AWS: getAtt("AdministrationRole", "Arn") },
          Action: ["sts:AssumeRole"],
        }),
        ...permissionsBoundary(boundary),
        Path: "/",
        Policies: [inlinePolicy("ExecutionRolePolicy", ...executionStatements)],
      },
    },
  };
}

const executionStatements: readonly JsonMap[] = [
  {
    Sid: "StackSetRequiredPermissions",
    Effect: "Allow",
    Action: ["cloudformation:*", "s3:*", "sns:*"],
    Resource: "*",
  },
  {
    Sid: "KeyAdminPermissions",
    Effect: "Allow",
    Action: [
      "kms:Create*",
      "kms:Describe*",
      "kms:Enable*",
      "kms:List*",
      "kms:Put*",
      "kms:Update*",
      "kms:Revoke*",
      "kms:Disable*",
      "kms:Get*",
      "kms:Delete*",
      "kms:TagResource",
      "kms:UntagResource",
      "kms:ScheduleKeyDeletion",
      "kms:CancelKeyDeletion",
    ],
    Resource: "*",
  },
  {
    Sid: "ManageECRRepos",
    Effect: "Allow",
    Action: [
      "ecr:DescribeImageScanFindings",
      "ecr:GetLifecyclePolicyPreview",
      "ecr:CreateRepository",
      "ecr:GetDownloadUrlForLayer",
      "ecr:GetAuthorizationToken",
      "ecr:ListTagsForResource",
      "ecr:ListImages",
      "ecr:DeleteLifecyclePolicy",
      "ecr:DeleteRepository",
      "ecr:SetRepositoryPolicy",
      "ecr:BatchGetImage",
      "ecr:DescribeImages",
      "ecr:DescribeRepositories",
      "ecr:BatchCheckLayerAvailability",
      "ecr:GetRepositoryPolicy",
      "ecr:GetLifecyclePolicy",
      "ecr:TagResource",
    ],
    Resource: "*",
  },
];
