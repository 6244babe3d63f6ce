import { type Cause, saying, subjectOf } from "../cause.ts";

/** A listener or load balancer takes no more rules, targets or certificates. */
export const tooManyRules: Cause = {
  reason: "TooManyRules",
  title: "the load balancer takes no more rules, target groups or certificates",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"The maximum number of rules on load balancer 'arn:aws:elasticloadbalancing:eu-west-1:222222222222:loadbalancer/app/shop/1a2b' has been reached (Service: ElasticLoadBalancingV2, Status Code: 400, Request ID: 1)\" (HandlerErrorCode: ServiceLimitExceeded)",
      source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
    },
  ],
  recognise: saying(
    [
      /maximum number of (?<what>(?!rules per security)rules|targets?|target groups?|certificates|conditions|listeners)\b.{0,40}(?:load balancer|listener|rule|target)/i,
      /TooMany(?<what>Rules|TargetGroups|Targets|Certificates|Listeners|UniqueTargetGroupsPerLoadBalancer|Actions)\w*/,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `the load balancer takes no more ${(match.groups?.["what"] ?? "rules").toLowerCase()}, and ${resource} asks for one more`,
        remedy: `Remove services or aliases that nobody uses, ask for a larger quota (service code elasticloadbalancing), or give ${scene.workload ?? "the service"} a load balancer of its own.`,
      };
    },
  ),
};
