import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** AWS answers too many calls by refusing some. */
export const throttled: Cause = {
  reason: "Throttled",
  title: "AWS throttles calls",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        'Resource handler returned message: "Rate exceeded (Service: AmazonECS; Status Code: 400; Error Code: ThrottlingException; Request ID: 1)" (RequestToken: 2, HandlerErrorCode: Throttling)',
      source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html",
    },
    {
      kind: "service-event",
      words: "(service api) operations are being throttled. Will try again later.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
  ],
  recognise: saying(
    [
      /Rate exceeded|Throttl(?:ing|ed)\w*|TooManyRequests\w*|RequestLimitExceeded|operations are being throttled|SlowDown/i,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `AWS took no more calls for ${resource} at that moment`,
        remedy: `Nothing at first: it is tried again. If it comes back, let fewer stacks change at once, or ask for a higher rate. ${retryOf(scene)} tries at once.`,
      };
    },
  ),
};
