import { type Cause, saying, subjectOf } from "../cause.ts";

/** ECS, Lambda or another service may not act as a role. */
export const roleUnassumable: Cause = {
  reason: "RoleUnassumable",
  title: "a service cannot act as a role that it is given",
  rank: "cause",
  examples: [
    {
      kind: "service-event",
      words:
        "(service api) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::222222222222:role/shop-develop-api-TaskRole' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "The role defined for the function cannot be assumed by Lambda. (Service: Lambda, Status Code: 400, Request ID: 1)" (HandlerErrorCode: InvalidRequest)',
      source: "https://repost.aws/knowledge-center/lambda-function-assume-iam-role",
    },
  ],
  recognise: saying(
    [
      /unable to assume (?:the )?role:? ?'?(?<role>arn:aws[\w:/+=,.@-]+)?/i,
      /role defined for the function cannot be assumed|cannot be assumed by (?<service>\w+)/i,
      /role with name (?<role>\S+) cannot be found|Invalid principal in policy/i,
      /Role (?<role>arn:aws[\w:/+=,.@-]+) is invalid or cannot be assumed/i,
      /not authorized to perform: sts:AssumeRole on resource: (?<role>\S+)/i,
    ],
    (match, sign, scene) => {
      const role = match.groups?.["role"] ?? subjectOf(sign, scene);
      return {
        resource: role,
        message: `role ${role} cannot be assumed by the service that is to act as it`,
        remedy: `Look at its trust policy: aws iam get-role --role-name ${role.split("/").at(-1)}`,
      };
    },
  ),
};
