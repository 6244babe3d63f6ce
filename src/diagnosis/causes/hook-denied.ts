import { type Cause, saying, subjectOf } from "../cause.ts";

/** A CloudFormation hook of the account said no. */
export const hookDenied: Cause = {
  reason: "HookDenied",
  title: "a hook of the account refuses",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words: "The following hook(s) failed: [Acme::Security::BucketHook]",
      source:
        "https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/what-is-cloudformation-hooks.html",
    },
  ],
  recognise: saying(
    [
      /following hook\(s\) failed(?: validation)?: \[(?<hook>[^\]]+)\]/i,
      /Hook (?<hook>\S+) (?:failed|denied|returned)|HOOK_COMPLETE_FAILED|Hook failed with message/i,
    ],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `a hook of the account${match.groups?.["hook"] === undefined ? "" : ` (${match.groups["hook"]})`} refuses ${resource}`,
        remedy:
          "Change what the hook asks for, or ask who owns it; its message stands in the stack's events.",
      };
    },
  ),
};
