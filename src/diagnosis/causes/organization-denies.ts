import { type Cause, saying, subjectOf } from "../cause.ts";

/** A service control policy of the organization stands in the way. */
export const organizationDenies: Cause = {
  reason: "OrganizationDenies",
  title: "a policy of the organization (SCP) refuses",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "User: arn:aws:sts::222222222222:assumed-role/x/AWSCloudFormation is not authorized to perform: s3:CreateBucket on resource: arn:aws:s3:::shop-files with an explicit deny in a service control policy (Service: S3, Status Code: 403, Request ID: 1)" (HandlerErrorCode: AccessDenied)',
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
    },
  ],
  recognise: saying(
    [
      /not authorized to perform: (?<action>[\w-]+:\w+)[^"]*?(?:service|resource) control policy/is,
      /(?:service|resource) control policy/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `a policy of the organization refuses ${match.groups?.["action"] ?? "what the change needs"} for ${resource}`,
        remedy: "Ask who owns the organization's policies; no policy of this account can allow it.",
      };
    },
  ),
};
