import { getAtt, join, ref, sub } from "../../template/intrinsics.ts";
import { inlinePolicy, permissionsBoundary, policyDocument } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import type { EnvironmentContext } from "./environment-context.ts";

/** Flow logs of the VPC, kept for some days in a log group. */
export function flowLogs({ inputs, vpc }: EnvironmentContext, retentionDays: number): Resources {
  return {
    VpcFlowLogGroup: {
      Type: "AWS::Logs::LogGroup",
      Metadata: described(`The traffic of the VPC, kept for ${retentionDays} days`),
      Properties: {
        LogGroupName: join("-", [ref("AppName"), ref("EnvironmentName"), "FlowLogs"]),
        RetentionInDays: retentionDays,
      },
    },
    FlowLog: {
      Metadata: described("Records the traffic of the VPC"),
      Type: "AWS::EC2::FlowLog",
      Properties: {
        DeliverLogsPermissionArn: getAtt("FlowLogRole", "Arn"),
        LogDestinationType: "cloud-watch-logs",
        LogGroupName: ref("VpcFlowLogGroup"),
        MaxAggregationInterval: 60,
        ResourceId: vpc.id,
        ResourceType: "VPC",
        TrafficType: "ALL",
      },
    },
    FlowLogRole: {
      Metadata: described("Lets the VPC's flow log write to its log group"),
      Type: "AWS::IAM::Role",
      Properties: {
        ...permissionsBoundary(inputs.application.permissionsBoundary),
        AssumeRolePolicyDocument: policyDocument({
          Effect: "Allow",
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": ref("AWS::AccountId") },
            ArnLike: {
              "aws:SourceArn": sub(
                "arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc-flow-log/*",
              ),
            },
          },
        }),
        Policies: [
          inlinePolicy("GrantAccesstoEC2toPublishFlowlogs", {
            Effect: "Allow",
            Action: [
              "logs:CreateLogGroup",
              "logs:CreateLogStream",
              "logs:PutLogEvents",
              "logs:DescribeLogGroups",
              "logs:DescribeLogStreams",
            ],
            Resource: "*",
          }),
        ],
      },
    },
  };
}
