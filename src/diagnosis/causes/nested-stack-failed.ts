import { type Cause, saying, subjectOf } from "../cause.ts";

/** A stack below failed; its own events say why, where they can be read. */
export const nestedStackFailed: Cause = {
  reason: "NestedStackFailed",
  title: "a nested stack failed, and its own events say no more",
  rank: "symptom",
  examples: [
    {
      kind: "stack-event",
      words:
        "Embedded stack arn:aws:cloudformation:eu-west-1:222222222222:stack/shop-develop-api-AddonsStack-1/2 was not successfully created: The following resource(s) failed to create: [OrdersTable].",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html",
    },
  ],
  recognise: saying([/Embedded stack (?<stack>\S+) was not successfully/i], (match, sign, scene) => {
    const resource = subjectOf(sign, scene);
    return {
      resource,
      message: `the stack of ${resource} failed`,
      remedy: `Read its events: aws cloudformation describe-stack-events --region ${scene.region} --stack-name ${match.groups?.["stack"] ?? "<arn>"}`,
    };
  }),
};
