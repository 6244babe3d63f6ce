import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** ECS has given a rollout up: what it gave it up for stands in its tasks. */
export const circuitBreaker: Cause = {
  reason: "CircuitBreaker",
  title: "ECS gave the rollout up, and no task says why",
  rank: "symptom",
  examples: [
    {
      kind: "rollout",
      words: "ECS deployment circuit breaker: tasks failed to start.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
    },
    {
      kind: "stack-event",
      words:
        "Resource handler returned message: \"Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.\" (RequestToken: 1, HandlerErrorCode: GeneralServiceException)",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html",
    },
    {
      kind: "service-event",
      words:
        "(service api) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
  ],
  recognise: saying(
    [/circuit breaker|tasks failed to start|unable to consistently start tasks/i],
    (_match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `ECS gave up the rollout of ${scene.workload ?? scene.stack} because its tasks do not stay up`,
      remedy: `Tasks are shown for an hour after they stopped: aws ecs list-tasks --region ${scene.region} --cluster <cluster> --desired-status STOPPED. Then commit what mends it, or: ${retryOf(scene)}`,
    }),
  ),
};
