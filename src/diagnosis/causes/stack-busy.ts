import { type Cause, saying, subjectOf } from "../cause.ts";

/** Somebody else's operation runs on the stack, or on one that it changes. */
export const stackBusy: Cause = {
  reason: "StackBusy",
  title: "another operation runs on the stack",
  rank: "cause",
  examples: [
    {
      kind: "refusal",
      words:
        "ValidationError: Stack:arn:aws:cloudformation:eu-west-1:222222222222:stack/shop-develop-api/1 is in UPDATE_IN_PROGRESS state and can not be updated.",
      source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html",
    },
    {
      kind: "stack-event",
      words:
        "Received response status [FAILED] from custom resource. Message returned: Stack:arn:aws:cloudformation:eu-west-1:222222222222:stack/shop-develop/1 is in UPDATE_ROLLBACK_IN_PROGRESS state and can not be updated. (RequestId: 1)",
      source: "https://github.com/aws/copilot-cli/issues/3799",
    },
  ],
  recognise: saying(
    [
      /Stack:?\[?(?<stack>arn:aws[\w:/.-]+|[\w-]+)\]? (?:is in|cannot be \w+ while in)(?: status)? (?<status>\w+_IN_PROGRESS)/i,
      /OperationInProgressException|another operation .{0,30}in progress|StackSetOperationInProgress|OperationInProgress/i,
      /ResourceInUseException|ConcurrentModification\w*|conflicting operation|currently being (?:updated|modified)|operation is in progress|update is currently in progress/i,
    ],
    (match, sign, scene) => {
      const resource = stackNameOf(match.groups?.["stack"]) ?? subjectOf(sign, scene);
      return {
        resource,
        message: `another operation runs on ${stackNameOf(match.groups?.["stack"]) ?? resource}${match.groups?.["status"] === undefined ? "" : ` (${match.groups["status"]})`}`,
        remedy: "Nothing: the change is made once that has ended.",
      };
    },
  ),
};

function stackNameOf(arnOrName: string | undefined): string | undefined {
  return arnOrName?.startsWith("arn:") === true ? arnOrName.split("/")[1] : arnOrName;
}
