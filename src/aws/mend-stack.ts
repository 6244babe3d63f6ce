import { ContinueUpdateRollbackCommand, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import type { StackMend } from "../domain/cloud.ts";
import { ReconcileError } from "../domain/failure.ts";
import { parseStackStatus, situationOf, type StackStatus } from "../domain/stack-status.ts";
import { abortable } from "./abortable.ts";
import { pollDelay } from "./poll-delay.ts";
import { describe } from "./read-stack.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";

/** How long a deletion or a rollback is waited for: 2 hours. What takes longer is found busy by the next look. */
const deadline = 2 * 3_600_000;

/**
 * Deletes a stack whose first creation failed, or continues a rollback that failed, and waits for the end. A stack that stands elsewhere
 * by now is left alone. Needs `cloudformation:DeleteStack` and `iam:PassRole`, or `cloudformation:ContinueUpdateRollback`.
 */
export async function mendStack(
  session: Session,
  clock: Clock,
  request: StackMend,
  signal?: AbortSignal,
): Promise<StackStatus | "gone"> {
  const { arn, stack, kind, isBegun } = request;
  try {
    const now = await statusOf(session, arn, signal);
    const wanted = kind === "delete-failed-create" ? "ROLLBACK_COMPLETE" : "UPDATE_ROLLBACK_FAILED";
    if (now === wanted && !isBegun) await begin(session, request, signal);
    else if (now === "gone" || situationOf(now) !== "busy") return now;
    return await rest(session, clock, arn, signal);
  } catch (error) {
    throw translateAwsError(error, `get stack ${stack.name} out of where it is stuck`);
  }
}

async function begin(session: Session, request: StackMend, signal?: AbortSignal): Promise<void> {
  const { arn, executionRoleArn, token, kind } = request;
  const input = { StackName: arn, RoleARN: executionRoleArn, ClientRequestToken: token };
  switch (kind) {
    case "delete-failed-create":
      await session.cloudformation.send(new DeleteStackCommand(input), abortable(signal));
      return;
    case "continue-rollback":
      await session.cloudformation.send(new ContinueUpdateRollbackCommand(input), abortable(signal));
  }
}

async function rest(
  session: Session,
  clock: Clock,
  arn: string,
  signal?: AbortSignal,
): Promise<StackStatus | "gone"> {
  const until = clock.now().getTime() + deadline;
  for (let attempt = 0; clock.now().getTime() < until; attempt++) {
    await clock.sleep(pollDelay(attempt), signal);
    const status = await statusOf(session, arn, signal);
    if (status === "gone" || situationOf(status) !== "busy") return status;
  }
  throw new ReconcileError({
    disposition: "wait",
    reason: "StackSlow",
    message: `it is still changing after ${deadline / 3_600_000} hours; it is looked at again later`,
  });
}

async function statusOf(session: Session, arn: string, signal?: AbortSignal): Promise<StackStatus | "gone"> {
  const stack = await describe(session, arn, signal);
  if (stack === undefined) return "gone";
  const status = parseStackStatus(stack.StackStatus);
  return situationOf(status) === "deleted" ? "gone" : status;
}
