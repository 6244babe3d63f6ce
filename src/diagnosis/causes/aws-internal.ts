import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A fault of AWS. */
export const awsInternal: Cause = {
  reason: "AwsInternalError",
  title: "AWS itself had a fault",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words: 'Resource handler returned message: "null" (RequestToken: 1, HandlerErrorCode: InternalFailure)',
      source:
        "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html",
    },
    {
      kind: "service-event",
      words: "(service api) was unable to place a task. Reason: Internal error.",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html",
    },
  ],
  recognise: saying(
    [
      /HandlerErrorCode: (?:InternalFailure|ServiceInternalError|NetworkFailure)|Timeout waiting for (?:network interface|ephemeral ?storage) provisioning|Unexpected EC2 error while attempting|Internal ?(?:Error|Failure|Server ?Error)|ServiceUnavailable|Service Unavailable|InternalError: /i,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `AWS had a fault of its own at ${resource}`,
        remedy: `Look at https://health.aws.amazon.com, then: ${retryOf(scene)}`,
      };
    },
  ),
};
