import { type Cause, saying, subjectOf } from "../cause.ts";

/** CloudFormation cannot make sense of the template. */
export const templateInvalid: Cause = {
  reason: "TemplateInvalid",
  title: "the template, an addon or an override is not a valid template",
  rank: "cause",
  examples: [
    {
      kind: "refusal",
      words:
        "ValidationError: Template format error: Unresolved resource dependencies [OrdersTable] in the Resources block of the template",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words: "Template error: instance of Fn::GetAtt references undefined resource OrdersTable",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words: "TemplateURL must reference a valid S3 object to which you have access.",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
  ],
  recognise: saying(
    [
      /(?:Template (?:format|validation)? ?error|Template format error|Transform .{0,60}failed|Circular dependency between resources|Unresolved (?:resource )?dependenc\w+|TemplateURL must|Invalid template|Unrecognized resource types?|Parameters: \[[^\]]+\] (?:must have values|do not exist in the template)|Requires capabilities)/i,
    ],
    (_match, sign, scene) => {
      const resource = subjectOf(sign, scene);
      return {
        resource,
        message: `CloudFormation cannot read what is asked of ${resource}`,
        remedy: `Look at addons and overrides of ${scene.workload ?? scene.environment}: autoland render ${scene.workload ?? "--all"} --environment ${scene.environment} shows the template; aws cloudformation validate-template checks it.`,
      };
    },
  ),
};
