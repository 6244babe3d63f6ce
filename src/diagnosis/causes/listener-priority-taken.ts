import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** Two listener rules of one priority. */
export const listenerPriorityTaken: Cause = {
  reason: "ListenerPriorityTaken",
  title: "the listener has a rule of this priority already",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"Priority '49998' is currently in use (Service: ElasticLoadBalancingV2, Status Code: 400, Request ID: 1)\" (RequestToken: 2, HandlerErrorCode: AlreadyExists)",
      source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html",
    },
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"Resource of type 'AWS::ElasticLoadBalancingV2::ListenerRule' with identifier 'One or more priorities not found' already exists.\" (HandlerErrorCode: AlreadyExists)",
      source: "https://github.com/aws/copilot-cli/issues/4913",
    },
  ],
  recognise: saying(
    [
      /Priority '?(?<priority>\d+)'? is currently in use/i,
      /PriorityInUse|ListenerRule\W.*priorities not found/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `the listener has a rule${match.groups?.["priority"] === undefined ? " of the same priority" : ` of priority ${match.groups["priority"]}`} already, so ${resource} cannot be made`,
        remedy: `See who has it: aws elbv2 describe-rules --region ${scene.region} --listener-arn <listener>. Mostly two services were deployed at the same moment or a rule was changed by hand; then: ${retryOf(scene)}`,
      };
    },
  ),
};
