import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** Something else failed first, or somebody cancelled. */
export const cancelled: Cause = {
  reason: "Cancelled",
  title: "given up because something else failed, or because somebody cancelled it",
  rank: "symptom",
  examples: [
    {
      kind: "stack-event",
      words: "Resource update cancelled",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words: "Resource creation cancelled",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words: "User Initiated",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html",
    },
  ],
  recognise: saying(
    [
      /Resource (?:creation|update|import|deletion) cancel/i,
      /^(?:User Initiated|The following resource\(s\) failed to|Stack update cancelled|Rollback requested by user)/i,
      /ECS deployment was stopped by the user|superseded by another deployment/i,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${resource} was given up, because something else failed or somebody cancelled`,
        remedy: `See the events: aws cloudformation describe-stack-events --region ${scene.region} --stack-name ${scene.stack}. Then: ${retryOf(scene)}`,
      };
    },
  ),
};
