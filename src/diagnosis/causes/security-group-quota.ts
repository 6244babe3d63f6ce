import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** The account's or the group's quota of security groups and their rules. */
export const securityGroupQuota: Cause = {
  reason: "SecurityGroupQuota",
  title: "the quota of security groups or their rules is reached",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "The maximum number of rules per security group has been reached. (Service: Ec2, Status Code: 400, Request ID: 1) (SDK Attempt Count: 1)" (RequestToken: 2, HandlerErrorCode: ServiceLimitExceeded)',
      source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
    },
    {
      kind: "stack-event",
      words:
        "The maximum number of security groups for VPC vpc-1a2b has been reached (Service: AmazonEC2; Status Code: 400; Error Code: SecurityGroupLimitExceeded)",
      source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    },
  ],
  recognise: saying(
    [
      /maximum number of (?:inbound |outbound )?(?<what>rules per security group|security groups(?: per (?:network )?interface| for VPC \S+)?)/i,
      /SecurityGroupLimitExceeded|RulesPerSecurityGroupLimitExceeded|SecurityGroupsPer\w+LimitExceeded/,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${resource} needs more than the quota of ${match.groups?.["what"] ?? "security groups"} allows`,
        remedy: `Ask for more: aws service-quotas list-service-quotas --region ${scene.region} --service-code vpc, then request-service-quota-increase; or remove what nobody uses. Then: ${retryOf(scene)}`,
      };
    },
  ),
};
