import { DescribeStackEventsCommand, type StackEvent } from "@aws-sdk/client-cloudformation";
import type { Blocker, FailedOperation } from "../domain/stack.ts";
import { abortable } from "./abortable.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { Leftover, NewestOperation, Swept } from "../domain/cloud.ts";
import { isOfOperation, operationIn } from "./operation-events.ts";
import type { Session } from "./sessions.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";

/**
 * Events of a stack from newest to oldest, page by page, until `isLast` says that an event is older than what is wanted. A stack
 * that is gone for good has none. Needs `cloudformation:DescribeStackEvents`.
 */
export async function readEventsUntil(
  session: Session,
  arn: string,
  isLast: (event: StackEvent) => boolean,
  signal?: AbortSignal,
): Promise<readonly StackEvent[]> {
  const found: StackEvent[] = [];
  let next: string | undefined;
  do {
    try {
      const page = await session.cloudformation.send(
        new DescribeStackEventsCommand({
          StackName: arn,
          ...(next === undefined ? {} : { NextToken: next }),
        }),
        abortable(signal),
      );
      for (const event of page.StackEvents ?? []) {
        found.push(event);
        if (isLast(event)) return found;
      }
      next = page.NextToken;
    } catch (error) {
      if (isStackMissing(error)) return found;
      throw error;
    }
  } while (next !== undefined);
  return found;
}

/** The first failure among events in the order of time that is not an echo of another one. */
export function firstFailure(events: readonly StackEvent[]): FailedOperation["cause"] {
  const first = events.find((event) => event.ResourceStatus?.endsWith("_FAILED") && !isEcho(event));
  if (first === undefined) return undefined;
  return {
    resource: first.LogicalResourceId ?? "",
    type: first.ResourceType ?? "",
    reason: first.ResourceStatusReason ?? "",
  };
}

function isEcho(event: StackEvent): boolean {
  return /Resource (?:creation|update) cancelled/i.test(event.ResourceStatusReason ?? "");
}

/** The operation that the newest event is of; the call that ends one early has its token with a mark. */
export async function readNewestOperation(
  session: Session,
  arn: string,
  signal?: AbortSignal,
): Promise<NewestOperation | undefined> {
  const [newest] = await readEventsUntil(session, arn, () => true, signal);
  const token = newest?.ClientRequestToken;
  return token === undefined ? undefined : operationIn(token);
}

/**
 * The operation that a stack was last rolled back from: its token, when it turned back, and what failed first. Not when it began: what a
 * person says while it is still running is no answer to its failure.
 */
export async function readRolledBack(
  session: Session,
  arn: string,
  signal?: AbortSignal,
): Promise<FailedOperation> {
  const isStart = (event: StackEvent): boolean =>
    event.PhysicalResourceId === arn && event.ResourceStatus === "UPDATE_IN_PROGRESS";
  const newestFirst = await readEventsUntil(session, arn, isStart, signal);
  // After three months there are none; older ones than the status tell of another operation, and this one would be tried again.
  const newest = newestFirst.find((event) => event.PhysicalResourceId === arn)?.ResourceStatus;
  if (newest !== undefined && newest !== "UPDATE_ROLLBACK_COMPLETE") throw eventsLag(arn, newest);
  const events = newestFirst.toReversed();
  const start = events[0];
  const turn = events.find(
    (event) => event.PhysicalResourceId === arn && event.ResourceStatus === "UPDATE_ROLLBACK_IN_PROGRESS",
  );
  const cause = firstFailure(events);
  return {
    ...(start?.ClientRequestToken === undefined ? {} : { token: start.ClientRequestToken }),
    at: (turn ?? start)?.Timestamp ?? new Date(0),
    ...(cause === undefined ? {} : { cause }),
  };
}

/**
 * What came of an update that was begun with this token, by the stack's events, however many others there have been since; nothing where
 * they know none of it.
 */
export async function readOutcome(
  session: Session,
  { changeSetName: token, stack, at }: Pick<Leftover, "changeSetName" | "stack" | "at">,
  signal?: AbortSignal,
): Promise<Swept> {
  try {
    const begun = at.getTime() - clocksDiffer;
    const isOlder = ({ Timestamp: when }: StackEvent): boolean =>
      when !== undefined && when.getTime() < begun;
    const newestFirst = await readEventsUntil(session, stack.name, isOlder, signal);
    const own = newestFirst.filter((event) => isOfOperation(event, token)).toReversed();
    const ofStack = own.filter((event) => event.PhysicalResourceId === event.StackId);
    if (ofStack.at(-1)?.ResourceStatus?.endsWith("_IN_PROGRESS") === true) return { kind: "running" };
    const turn = ofStack.find(({ ResourceStatus: status }) => status === "UPDATE_ROLLBACK_IN_PROGRESS");
    if (turn === undefined) return { kind: "gone" };
    const cause = firstFailure(own);
    const failure = { token, at: turn.Timestamp ?? at, ...(cause === undefined ? {} : { cause }) };
    return { kind: "failed", failure };
  } catch (error) {
    throw translateAwsError(error, `see what came of change set ${token} of stack ${stack.name}`);
  }
}

/** Milliseconds by which our clock may be ahead of AWS's: at more than five minutes it refuses signatures. */
const clocksDiffer = 5 * 60_000;

function eventsLag(arn: string, newest: string): ReconcileError {
  return new ReconcileError({
    disposition: "retry",
    reason: "StackMoved",
    message: `the events of stack ${arn} end with ${newest} while it stands in UPDATE_ROLLBACK_COMPLETE: AWS has not yet written down how it came there`,
  });
}

/** A deletion that failed: what could not be deleted, in CloudFormation's words; the stack's own event only sums that up. */
export async function readFailedDeletion(
  session: Session,
  arn: string,
  signal?: AbortSignal,
): Promise<{ readonly token: string | undefined; readonly at: Date; readonly blockers: readonly Blocker[] }> {
  const isStart = (event: StackEvent): boolean =>
    event.PhysicalResourceId === arn && event.ResourceStatus === "DELETE_IN_PROGRESS";
  const events = (await readEventsUntil(session, arn, isStart, signal)).toReversed();
  const blockers = events
    .filter((event) => event.ResourceStatus === "DELETE_FAILED" && event.PhysicalResourceId !== arn)
    .map((event) => ({
      resource: event.LogicalResourceId ?? "",
      type: event.ResourceType ?? "",
      reason: event.ResourceStatusReason ?? "",
    }));
  return { token: events[0]?.ClientRequestToken, at: events.at(-1)?.Timestamp ?? new Date(0), blockers };
}
