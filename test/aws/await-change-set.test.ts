import { expect, test } from "vitest";
import { awaitChangeSet } from "../../src/aws/await-change-set.ts";
import type { PreparedChangeSet } from "../../src/domain/cloud.ts";
import { systemClock } from "../../src/program/system-clock.ts";
import { desiredStack } from "../support/stacks.ts";
import { type Answer, cannedSession, errorAnswer } from "./canned-aws.ts";

function wait(answers: Readonly<Record<string, Answer>>): Promise<PreparedChangeSet> {
  const change = {
    kind: "update",
    stack: desiredStack(),
    changeSetName: "autoland-1",
    includeNested: false,
    executionRoleArn: "",
    managerRoleArn: "",
    roles: {},
  } as const;
  return awaitChangeSet(cannedSession(answers), systemClock, change);
}

function described(status: string, execution: string, reason = ""): string {
  return `<Status>${status}</Status><ExecutionStatus>${execution}</ExecutionStatus><StatusReason>${reason}</StatusReason>`;
}

const deleted = "";
const gone = errorAnswer("ChangeSetNotFound", "ChangeSet [autoland-1] does not exist", 404);
const obsolete = { kind: "failed", failure: { reason: "ChangeSetObsolete", disposition: "retry" } };

test.each<[string, Readonly<Record<string, Answer>>, object]>([
  [
    "one that can be executed is ready",
    { DescribeChangeSet: described("CREATE_COMPLETE", "AVAILABLE") },
    { kind: "ready" },
  ],
  [
    "one that was executed is",
    { DescribeChangeSet: described("CREATE_COMPLETE", "EXECUTE_COMPLETE") },
    { kind: "executed" },
  ],
  [
    "one that is being executed is",
    { DescribeChangeSet: described("CREATE_COMPLETE", "EXECUTE_IN_PROGRESS") },
    { kind: "executed" },
  ],
  [
    "one that was executed and failed is",
    { DescribeChangeSet: described("CREATE_COMPLETE", "EXECUTE_FAILED") },
    { kind: "executed" },
  ],
  [
    "one that somebody overtook is deleted and planned again",
    { DescribeChangeSet: described("CREATE_COMPLETE", "OBSOLETE"), DeleteChangeSet: deleted },
    obsolete,
  ],
  [
    "so is one that a rival deletes at the same time",
    { DescribeChangeSet: described("DELETE_IN_PROGRESS", "UNAVAILABLE"), DeleteChangeSet: gone },
    obsolete,
  ],
  [
    "one that CloudFormation could not delete is told with the command that does",
    { DescribeChangeSet: described("DELETE_FAILED", "UNAVAILABLE", "no access") },
    {
      kind: "failed",
      failure: { reason: "ChangeSetStuck", remedy: expect.stringContaining("delete-change-set") },
    },
  ],
  [
    "one without changes is empty",
    {
      DescribeChangeSet: described(
        "FAILED",
        "UNAVAILABLE",
        "The submitted information didn't contain changes.",
      ),
      DeleteChangeSet: deleted,
    },
    { kind: "empty" },
  ],
  [
    "by the other sentence too",
    {
      DescribeChangeSet: described("FAILED", "UNAVAILABLE", "No updates are to be performed."),
      DeleteChangeSet: deleted,
    },
    { kind: "empty" },
  ],
  [
    "one that failed says why in CloudFormation's words",
    { DescribeChangeSet: described("FAILED", "UNAVAILABLE", "Export x is in use"), DeleteChangeSet: deleted },
    {
      kind: "failed",
      failure: { reason: "ChangeSetFailed", message: expect.stringContaining("Export x is in use") },
    },
  ],
])("a change set: %s", async (_name, answers, expected) => {
  expect(await wait(answers)).toMatchObject(expected);
});
