import { type Cause, saying, subjectOf } from "../cause.ts";

/** A permissions boundary stands in the way, though policies allow. */
export const boundaryDenies: Cause = {
  reason: "BoundaryDenies",
  title: "a permissions boundary refuses",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "User: arn:aws:sts::222222222222:assumed-role/shop-develop-CFNExecutionRole/AWSCloudFormation is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::222222222222:role/x because no permissions boundary allows the iam:CreateRole action (Service: Iam, Status Code: 403, Request ID: 1)" (HandlerErrorCode: AccessDenied)',
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
    },
  ],
  recognise: saying(
    [
      /not authorized to perform: (?<action>[\w-]+:\w+)[^"]*?(?:no permissions boundary allows|explicit deny in a permissions boundary)/is,
      /permissions boundary/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `a permissions boundary does not allow ${match.groups?.["action"] ?? "what the change needs"}, which ${resource} needs`,
        remedy:
          "Give the role that the stack makes the boundary that the account asks for (Copilot: app init --permissions-boundary), or ask who owns the boundary to allow the action.",
      };
    },
  ),
};
