import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A resource was made and did not come to rest; why, others may say. */
export const notStabilized: Cause = {
  reason: "NotStabilized",
  title: "a resource did not come to rest in time, and nothing says why",
  rank: "symptom",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Exceeded attempts to wait" (RequestToken: 1, HandlerErrorCode: NotStabilized)',
      source:
        "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
    },
    {
      kind: "stack-event",
      words: "Service arn:aws:ecs:eu-west-1:222222222222:service/shop/api did not stabilize.",
      source: "https://repost.aws/knowledge-center/cloudformation-ecs-service-stabilize",
    },
  ],
  recognise: saying(
    [
      /did not stabilize|NotStabilized|Exceeded attempts to wait|failed to (?:stabilize|reach)|reached terminal FAILED state/i,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${resource} was made and did not come to rest`,
        remedy: `Look at the resource itself; for a service: copilot svc status --name ${scene.workload ?? "<service>"} --env ${scene.environment}. Then: ${retryOf(scene)}`,
      };
    },
  ),
};
