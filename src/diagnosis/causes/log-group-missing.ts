import { type Cause, saying, subjectOf } from "../cause.ts";

/** The log driver cannot start. */
export const logGroupMissing: Cause = {
  reason: "LogGroupMissing",
  title: "the container's log group is not there or not reachable",
  rank: "cause",
  examples: [
    {
      kind: "stopped-task",
      words:
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1",
      source:
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html",
    },
  ],
  recognise: saying(
    [
      /failed to (?:validate logger args|initialize logging driver|create Cloudwatch log)|specified log group does not exist|cannot find the Amazon CloudWatch log group/i,
    ],
    (_match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `the log group of ${subjectOf(sign, scene)} does not exist, or its role may not write there`,
      remedy:
        "Look whether the log group was deleted by hand; the stack's LogGroup resource comes back when drift is mended.",
    }),
  ),
};
