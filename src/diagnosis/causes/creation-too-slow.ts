import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A time limit of CloudFormation or of a service ran out. */
export const creationTooSlow: Cause = {
  reason: "TimedOut",
  title: "a time limit of CloudFormation ran out",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words: "Stack creation time exceeded the specified timeout. Rollback requested by user.",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html",
    },
    {
      kind: "stack-event",
      words: "WaitCondition timed out. Received 0 conditions when expecting 1",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
  ],
  recognise: saying(
    [
      /time exceeded the specified timeout|WaitCondition timed out|timed out waiting|Failed to receive \d+ resource signal/i,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `${resource} was not ready in the time that it was given`,
        remedy: `See what it waited for: aws cloudformation describe-stack-events --region ${scene.region} --stack-name ${scene.stack}. Then: ${retryOf(scene)}`,
      };
    },
  ),
};
