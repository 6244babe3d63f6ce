import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** AWS has no capacity for the task now. */
export const capacityUnavailable: Cause = {
  reason: "CapacityUnavailable",
  title: "Fargate has no capacity now",
  rank: "cause",
  examples: [
    {
      kind: "service-event",
      words:
        "(service api) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
  ],
  recognise: saying(
    [
      /capacity is unavailable at this time/i,
      /Unfulfillable ?Capacity|Insufficient(?:Instance|Reserved)?Capacity|capacity.{0,30}(?:not available|unavailable)/i,
      /no container instances? (?:met all of its requirements|were found)|No Container Instances were found/i,
    ],
    (match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `AWS has no capacity for another task of ${subjectOf(sign, scene)} at this time`,
      remedy: /spot/i.test(match.input)
        ? `Wait, or set count.spot lower in ${manifestOf(scene)}.`
        : "Wait: ECS tries again by itself. Subnets in more availability zones help.",
    }),
  ),
};
