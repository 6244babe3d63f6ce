import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A custom resource's function never answered. */
export const customResourceSilent: Cause = {
  reason: "CustomResourceSilent",
  title: "a custom resource's function did not answer",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [1a2b]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
    },
    {
      kind: "stack-event",
      words: "Custom Resource failed to stabilize in expected time",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
    },
  ],
  recognise: saying(
    [/did not receive a response from your Custom Resource|Custom Resource failed to stabilize/i],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `the function behind ${resource} never answered CloudFormation`,
        remedy: `Read its log group (/aws/lambda/${scene.stack}-…); it must be able to reach S3 to answer. Then: ${retryOf(scene)}`,
      };
    },
  ),
};
