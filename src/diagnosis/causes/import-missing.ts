import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** The change imports an output that no stack has. */
export const importMissing: Cause = {
  reason: "ImportMissing",
  title: "no stack exports what the change imports",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words: "No export named shop-develop-HTTPSListenerArn found. Rollback requested by user.",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html",
    },
  ],
  recognise: saying([/No export named (?<name>\S+) found/i], (match, sign, scene) => {
    const resource = match.groups?.["name"] ?? subjectOf(sign, scene);
    return {
      resource,
      message: `no stack of ${scene.region} exports ${resource}`,
      remedy: `Deploy the stack that exports it first (mostly the environment's: look at copilot/environments/${scene.environment}/manifest.yml), then: ${retryOf(scene)}`,
    };
  }),
};
