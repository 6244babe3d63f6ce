import { sub } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";

/** Lets log delivery write to the log groups of the workloads, as the state machines of jobs need it. */
export const logResourcePolicy: Resources = {
  LogResourcePolicy: {
    Metadata: described("Lets log delivery write to the workloads' log groups"),
    Type: "AWS::Logs::ResourcePolicy",
    Properties: {
      PolicyName: sub("${AppName}-${EnvironmentName}-LogResourcePolicy"),
      PolicyDocument: sub(policyText()),
    },
  },
};

/**
 * The policy is text to CloudFormation, which updates the resource when a blank in it changes: the layout is that of
 * the templates that are deployed.
 */
function policyText(): string {
  const logs = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}";
  const statement = {
    Sid: "StateMachineToCloudWatchLogs",
    Effect: "Allow",
    Principal: { Service: ["delivery.logs.amazonaws.com"] },
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: [`${logs}:log-group:/copilot/\${AppName}-\${EnvironmentName}-*:log-stream:*`],
    Condition: {
      StringEquals: { "aws:SourceAccount": "${AWS::AccountId}" },
      ArnLike: { "aws:SourceArn": `${logs}:*` },
    },
  };
  const spread = JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, undefined, 2);
  return `${spread.replace(/\[\s+("delivery[^"]+")\s+\]/, "[$1]")}\n`;
}
