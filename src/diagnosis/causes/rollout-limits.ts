import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** The rollout's own limits let ECS neither stop nor start a task. */
export const rolloutLimits: Cause = {
  reason: "RolloutLimits",
  title: "the deployment's limits let ECS neither stop nor start a task",
  rank: "cause",
  examples: [
    {
      kind: "service-event",
      words:
        "(service api) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
  ],
  recognise: saying([/unable to stop or start tasks during a deployment/i], (_match, sign, scene) => ({
    resource: subjectOf(sign, scene),
    message: `the limits of ${subjectOf(sign, scene)}'s deployment let ECS neither stop nor start a task`,
    remedy: `Set deployment.rolling in ${manifestOf(scene)} to default, which starts new tasks before it stops old ones.`,
  })),
};
