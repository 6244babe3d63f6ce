import { type Cause, manifestOf, saying, subjectOf } from "../cause.ts";

/** A resource with a name of its own would have to be replaced under the same name. */
export const renameNeeded: Cause = {
  reason: "RenameNeeded",
  title: "a resource with a fixed name would have to be replaced",
  rank: "cause",
  examples: [
    {
      kind: "stack-event",
      words:
        "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename shop-develop-orders and update the stack again.",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
  ],
  recognise: saying(
    [/custom-named resource requires replacing\. Rename (?<name>\S+?) and update/i],
    (match, sign, scene) => {
      const resource = match.groups?.["name"] ?? subjectOf(sign, scene);
      return {
        resource,
        message: `${resource} has a fixed name and would have to be replaced: both cannot exist at once`,
        remedy: `Give it another name in ${manifestOf(scene)} or its addons, or undo what makes it new.`,
      };
    },
  ),
};
