import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** The account has no service-linked role of a service yet. */
export const serviceLinkedRoleMissing: Cause = {
  reason: "ServiceLinkedRoleMissing",
  title: "the account lacks a service-linked role",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Invalid request provided: CreateCluster Invalid Request: Unable to assume the service linked role. Please verify that the ECS service linked role exists. (Service: AmazonECS; Status Code: 400; Error Code: InvalidParameterException; Request ID: 1)" (HandlerErrorCode: InvalidRequest)',
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles-for-clusters.html",
    },
  ],
  recognise: saying(
    [
      /(?<service>ECS|ELB|Elastic Load Balancing|RDS|OpenSearch)? ?service[- ]linked role (?:exists|does not exist|is required|is missing)|assume the service[- ]linked role|AWSServiceRoleFor(?<role>\w+).{0,40}(?:not exist|missing)/i,
    ],
    (match, sign, scene) => {
      const resource = `service-linked role of ${serviceIn(match.input)} for ${subjectOf(sign, scene)}`;
      return {
        resource,
        message: `the account has no service-linked role for ${serviceIn(match.input)} yet`,
        remedy: `aws iam create-service-linked-role --aws-service-name ${serviceIn(match.input)}, then: ${retryOf(scene)}`,
      };
    },
  ),
};

function serviceIn(words: string): string {
  if (/\bECS\b/i.test(words)) return "ecs.amazonaws.com";
  if (/Elastic ?Load ?Balancing|\bELB\b/i.test(words)) return "elasticloadbalancing.amazonaws.com";
  if (/\bRDS\b/i.test(words)) return "rds.amazonaws.com";
  if (/auto ?scaling/i.test(words)) return "ecs.application-autoscaling.amazonaws.com";
  return (
    /(?<service>[\w.-]+\.amazonaws\.com)/.exec(words)?.groups?.["service"] ?? "the service that AWS names"
  );
}
