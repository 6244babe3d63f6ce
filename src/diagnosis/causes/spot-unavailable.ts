import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** Spot capacity was taken back or is not there. */
export const spotUnavailable: Cause = {
  reason: "SpotUnavailable",
  title: "Fargate Spot takes its capacity back or has none",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words: "Your Spot Task was interrupted.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
    },
    {
      kind: "service-event",
      words:
        "(service api) was unable to place a task. Reason: Capacity is unavailable at this time in capacity provider FARGATE_SPOT. Please try again later or in a different availability zone.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
  ],
  recognise: (sign, scene) => {
    if (sign.kind === "stopped-task" && sign.stopCode === "SpotInterruption")
      return found(sign.service, manifestOf(scene));
    return bySentence(sign, scene);
  },
};

const bySentence = saying(
  [
    /Spot Task was interrupted|SpotInterruption|FARGATE_SPOT.*(?:unavailable|capacity)|capacity.*(?:FARGATE_SPOT|\bspot\b)/is,
  ],
  (_match, sign, scene) => found(subjectOf(sign, scene), manifestOf(scene)),
);

function found(service: string, manifest: string): { resource: string; message: string; remedy: string } {
  return {
    resource: service,
    message: `Fargate Spot has no capacity for ${service}, or has taken it back`,
    remedy: `Wait, or set count.spot lower in ${manifest}, so that some tasks run on demand.`,
  };
}
