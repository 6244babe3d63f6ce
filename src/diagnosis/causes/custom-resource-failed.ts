import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** A custom resource's function said that it failed. */
export const customResourceFailed: Cause = {
  reason: "CustomResourceFailed",
  title: "a custom resource's function failed",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "Received response status [FAILED] from custom resource. Message returned: Error: no hosted zone (RequestId: 1)",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
    },
    {
      kind: "stack-event",
      words:
        "CustomResource attribute error: Vendor response doesn't contain Priority attribute in object arn:aws:cloudformation:eu-west-1:222222222222:stack/x/1|Rule|2",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html",
    },
  ],
  recognise: saying(
    [
      /response status \[FAILED\] from custom resource/i,
      /CustomResource attribute error|Vendor response doesn't contain/i,
      /Response object is too long/i,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `the function behind ${resource} failed`,
        remedy: `What it says stands in AWS's words; its log group (/aws/lambda/${scene.stack}-…) has more. Then: ${retryOf(scene)}`,
      };
    },
  ),
};
