import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** Something else still uses what is to be changed or deleted. */
export const resourceInUse: Cause = {
  reason: "ResourceInUse",
  title: "something else uses what is to be changed or deleted",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words: "resource sg-0a1b2c has a dependent object (Service: Ec2, Status Code: 400, Request ID: 1)",
      source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
    },
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"Target group 'arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/x/1' is currently in use by a listener or a rule (Service: ElasticLoadBalancingV2, Status Code: 400, Request ID: 1)\" (HandlerErrorCode: ResourceConflict)",
      source:
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteTargetGroup.html",
    },
  ],
  recognise: saying(
    [
      /(?<name>[\w:/.-]+)'? has a dependent object/i,
      /'?(?<name>arn:aws[\w:/.-]+|sg-\w+|subnet-\w+)'? is (?:currently )?(?:in use|associated)/i,
      /DependencyViolation|is currently in use by|ResourceInUse\b|HandlerErrorCode: ResourceConflict|Cannot delete entity, must|DeleteConflict/i,
    ],
    (match, sign, scene) => {
      const resource = match.groups?.["name"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `something else still uses ${match.groups?.["name"] ?? subjectOf(sign, scene)}`,
        remedy: `Look for what uses it and change that first; then: ${retryOf(scene)}`,
      };
    },
  ),
};
