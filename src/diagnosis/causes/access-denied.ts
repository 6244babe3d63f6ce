import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A role may not do what the change needs. */
export const accessDenied: Cause = {
  reason: "AccessDenied",
  title: "a role may not do what the change needs",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "User: arn:aws:sts::222222222222:assumed-role/shop-develop-CFNExecutionRole/AWSCloudFormation is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::222222222222:role/shop-develop-api-TaskRole because no identity-based policy allows the iam:CreateRole action (Service: Iam, Status Code: 403, Request ID: 1) (SDK Attempt Count: 1)" (RequestToken: 2, HandlerErrorCode: AccessDenied)',
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
    },
    {
      kind: "stack-event",
      words:
        "API: iam:CreateRole User: arn:aws:iam::222222222222:user/deployer is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::222222222222:role/x",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "refusal",
      words:
        "AccessDenied: User: arn:aws:sts::222222222222:assumed-role/autoland/autoland is not authorized to perform: cloudformation:CreateChangeSet",
      source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html",
    },
  ],
  recognise: saying(
    [
      /not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: (?<target>[^\s,;"]+))?/i,
      /HandlerErrorCode: AccessDenied|AccessDenied(?:Exception)?\b|UnauthorizedOperation|Access Denied|Access denied for operation/i,
      /You are not authorized to perform this operation/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${whoIn(match.input)} may not do ${match.groups?.["action"] ?? "what the change needs"}${match.groups?.["target"] === undefined ? "" : ` on ${match.groups["target"]}`}, which ${resource} needs`,
        remedy: `Allow ${match.groups?.["action"] ?? "the action"} for that role, then: ${retryOf(scene)}`,
      };
    },
  ),
};

/** The role or user that AWS names, by its name. */
function whoIn(words: string): string {
  const arn = /User: (?<arn>arn:[^\s]+)/.exec(words)?.groups?.["arn"];
  const name =
    arn === undefined ? undefined : /:(?:assumed-role|role|user)\/(?<name>[^/]+)/.exec(arn)?.groups?.["name"];
  return name === undefined ? "the role that changes the stack" : `role ${name}`;
}
