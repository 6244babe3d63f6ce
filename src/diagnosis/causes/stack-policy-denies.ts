import { type Cause, retryOf, saying, subjectOf } from "../cause.ts";

/** The stack's own policy forbids the change. */
export const stackPolicyDenies: Cause = {
  reason: "StackPolicyDenies",
  title: "the stack's policy forbids the change",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "Action denied by stack policy: Statement [#1] does not allow [Update:Modify] for resource [LogicalResourceId/Service];",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html",
    },
  ],
  recognise: saying(
    [/Action (?:denied|not allowed) by stack policy(?:.*?\[(?<action>Update:\w+)\])?/is, /stack policy/i],
    (match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `the stack policy of ${scene.stack} does not allow ${match.groups?.["action"] ?? "the change"} of ${resource}`,
        remedy: `See it: aws cloudformation get-stack-policy --region ${scene.region} --stack-name ${scene.stack}; who set it has to allow the change (set-stack-policy). Then: ${retryOf(scene)}`,
      };
    },
  ),
};
