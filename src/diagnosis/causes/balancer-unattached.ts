import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A service's target group hangs on no load balancer. */
export const balancerUnattached: Cause = {
  reason: "TargetGroupUnattached",
  title: "the service's target group hangs on no load balancer",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Invalid request provided: CreateService error: The target group with targetGroupArn arn:aws:elasticloadbalancing:eu-west-1:222222222222:targetgroup/x/1 does not have an associated load balancer. (Service: AmazonECS; Status Code: 400; Error Code: InvalidParameterException; Request ID: 1)" (HandlerErrorCode: InvalidRequest)',
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshoot-service-load-balancers.html",
    },
  ],
  recognise: saying(
    [
      /target ?group (?:with targetGroupArn )?(?<group>arn:aws\S+) does not have an associated load balancer/i,
    ],
    (match, sign, scene) => {
      const resource = match.groups?.["group"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `target group ${resource} hangs on no load balancer: its listener rule is missing`,
        remedy: `Look whether a listener rule was deleted by hand; then: ${retryOf(scene)}`,
      };
    },
  ),
};
