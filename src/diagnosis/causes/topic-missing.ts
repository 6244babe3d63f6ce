import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A subscription to a topic that is not there: a subscriber before its publisher. */
export const topicMissing: Cause = {
  reason: "TopicMissing",
  title: "a subscriber's topic does not exist (its publisher comes first)",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Invalid parameter: TopicArn (Service: Sns, Status Code: 400, Request ID: 1)" (HandlerErrorCode: InvalidRequest)',
      source: "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    },
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Topic does not exist (Service: Sns, Status Code: 404, Request ID: 1)" (HandlerErrorCode: NotFound)',
      source: "https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    },
  ],
  recognise: saying(
    [
      /Invalid parameter: TopicArn|Topic does not exist|No topic found|topic (?<topic>arn:aws\S+) (?:does not exist|not found)/i,
    ],
    (match, sign, scene) => {
      const resource = match.groups?.["topic"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `the topic that ${subjectOf(sign, scene)} subscribes to does not exist`,
        remedy: `Deploy the service that publishes it first, with publish.topics in its manifest; then: ${retryOf(scene)}`,
      };
    },
  ),
};
