import { sub } from "../../template/intrinsics.ts";
import type { ApplicationInputs } from "../inputs.ts";
import { inlinePolicy, permissionsBoundary, policyDocument } from "../iam.ts";
import { described, type Resources } from "../resources.ts";

/**
 * The role that CloudFormation deploys an environment's and its workloads' stacks with. It is kept when the stack goes,
 * because the deletion of the stack itself runs with it.
 */
export function executionRole({ permissionsBoundary: boundary }: ApplicationInputs): Resources {
  return {
    CloudformationExecutionRole: {
      Metadata: described("What CloudFormation may do while it deploys this environment and its workloads"),
      DeletionPolicy: "Retain",
      Type: "AWS::IAM::Role",
      Properties: {
        RoleName: sub("${AWS::StackName}-CFNExecutionRole"),
        AssumeRolePolicyDocument: policyDocument({
          Effect: "Allow",
          Principal: { Service: ["cloudformation.amazonaws.com"] },
          Action: "sts:AssumeRole",
        }),
        ...permissionsBoundary(boundary),
        Path: "/",
        Policies: [
          inlinePolicy(
            "executeCfn",
            { Effect: "Allow", NotAction: ["organizations:*", "account:*"], Resource: "*" },
            {
              Effect: "Allow",
              Action: ["organizations:DescribeOrganization", "account:ListRegions"],
              Resource: "*",
            },
          ),
        ],
      },
    },
  };
}
