import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** CPU and memory of a task do not go together. */
export const taskSize: Cause = {
  reason: "TaskSizeInvalid",
  title: "CPU and memory of the task do not go together",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Invalid request provided: Create TaskDefinition: No Fargate configuration exists for given values: 256 CPU, 8192 memory. See the Amazon ECS documentation for the valid values. (Service: AmazonECS; Status Code: 400; Error Code: ClientException; Request ID: 1; Proxy: null)" (RequestToken: 2, HandlerErrorCode: InvalidRequest)',
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    },
    {
      kind: "stack-event",
      words:
        "Invalid 'cpu' setting for task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
    },
  ],
  recognise: saying(
    [
      /No Fargate configuration exists for given values(?:: ?(?<values>[^.]+))?/i,
      /Invalid (?:'?(?:cpu|memory)'?)(?: or memory)? (?:setting|value)[^.]*/i,
    ],
    (match, sign, scene) => ({
      resource: subjectOf(sign, scene),
      message: `Fargate has no task of this size${match.groups?.["values"] === undefined ? "" : ` (${match.groups["values"]})`}`,
      remedy: `Set cpu and memory in ${manifestOf(scene)} to a pair of https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html`,
    }),
  ),
};
