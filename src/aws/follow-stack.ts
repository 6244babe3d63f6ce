import { begunAt } from "./watch/begun-at.ts";
import type { Stack, StackEvent } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import type { StackChange, StackOperationEnd } from "../domain/cloud.ts";
import type { OperationWatcher } from "../domain/stack-operation.ts";
import { ReconcileError } from "../domain/failure.ts";
import { endedWell, parseStackStatus, situationOf, type StackStatus } from "../domain/stack-status.ts";
import { isOfOperation } from "./operation-events.ts";
import { closerLooks } from "./closer-looks.ts";
import { pollDelay } from "./poll-delay.ts";
import { describe } from "./read-stack.ts";
import type { Session } from "./sessions.ts";
import { firstFailure, readEventsUntil } from "./stack-events.ts";
import { isStackMissing, translateAwsError } from "./translate-error.ts";
import { type Seen, watchOperation } from "./watch/watch-operation.ts";

/** How many looks at a stack at rest may pass before what was executed shows there. */
const startGrace = 5;

/**
 * How long an operation is followed: 4 hours. A rollout that does not come to rest is given up by CloudFormation after three. What
 * takes longer still is found busy by the next look, and its end by a later one.
 */
const deadline = 4 * 60 * 60_000;

/**
 * Follows a stack until it is at rest, telling of each event of this change's operation once and showing each look at it to the watcher,
 * and says how that ended. It may be started at any time, also by another process, and then tells of what has happened so far.
 */
export async function followStack(
  session: Session,
  clock: Clock,
  change: StackChange,
  watcher: OperationWatcher,
  signal?: AbortSignal,
): Promise<StackOperationEnd> {
  const { id } = change.stack;
  const told = new Set<string>();
  const watch = watchOperation(session, watcher.logLines, (line) => watcher.tell(line));
  let seen: Seen = { signs: [], progress: 0 };
  let events: readonly StackEvent[] = [];
  const closer = closerLooks();
  const until = clock.now().getTime() + deadline;
  let arn: string | undefined;
  let rests = 0;
  let since: Date | undefined;
  for (let attempt = 0; clock.now().getTime() < until; attempt++) {
    // By ARN once it is known: a stack whose creation failed is deleted, and can then only be found by it.
    const stack = await looking(id.name, describe(session, arn ?? id.name, signal));
    arn = stack?.StackId ?? arn;
    const statusNow = stack?.StackStatus ?? "gone";
    if (arn !== undefined && (!isBusy(stack) || closer.isDue(clock.now(), statusNow))) {
      events = await readEvents(session, arn, change.changeSetName, signal);
      for (const event of events) tell(event, told, (line) => watcher.tell(line));
      // Services are gone with their stack: what was seen of them before is kept.
      if (events.length > 0 && !hasGone(stack)) seen = await watch(events, clock.now(), signal);
      closer.looked(clock.now(), statusNow, `${events.length} ${seen.progress} ${seen.signs.length}`);
    }
    const failed = { kind: "failed", ...causeOf(events), stack: id, signs: seen.signs } as const;
    if (stack === undefined) return { ...failed, status: "gone" };
    const status = parseStackStatus(stack.StackStatus);
    switch (situationOf(status)) {
      case "busy": {
        since ??= begunAt(events, clock.now());
        if (since !== undefined) await watcher.see({ at: clock.now(), status, since, ...seen });
        await clock.sleep(pollDelay(attempt), signal);
        break;
      }
      case "shell":
        // Executed, but not begun yet.
        await clock.sleep(pollDelay(attempt), signal);
        break;
      case "deleted":
        return { ...failed, status: "gone" };
      case "ready":
      case "failed-create":
      case "stuck":
        if (!hasEnded(events, arn, status) && rests++ < startGrace) {
          // At rest, but not by what we do: it has not begun yet, or began after the description was made.
          await clock.sleep(pollDelay(attempt), signal);
          break;
        }
        if (endedWell(status)) return { kind: "done", status };
        return { ...failed, status };
    }
  }
  throw new ReconcileError({
    disposition: "wait",
    reason: "StackSlow",
    message: `stack ${id.name} is still changing after ${deadline / 3_600_000} hours; it is looked at again later`,
    remedy: `See what it waits for: aws cloudformation describe-stack-events --region ${id.region} --stack-name ${id.name}`,
  });
}

function isBusy(stack: Stack | undefined): boolean {
  return stack !== undefined && situationOf(parseStackStatus(stack.StackStatus)) === "busy";
}

function hasGone(stack: Stack | undefined): boolean {
  return stack === undefined || situationOf(parseStackStatus(stack.StackStatus)) === "deleted";
}

/** Whether the operation's last event of the stack itself is the status that the stack is at rest in. */
function hasEnded(events: readonly StackEvent[], arn: string | undefined, status: StackStatus): boolean {
  const own = events.findLast((event) => event.PhysicalResourceId === arn);
  return own?.ResourceStatus === status;
}

/** Events of the operation that carries this token, oldest first. */
async function readEvents(
  session: Session,
  arn: string,
  token: string,
  signal?: AbortSignal,
): Promise<readonly StackEvent[]> {
  // Newest first: an event of an older operation means that this one's are all read.
  const isOlder = (event: StackEvent): boolean => !isOfOperation(event, token);
  const events = await looking(arn, readEventsUntil(session, arn, isOlder, signal));
  return (events ?? []).filter((event) => !isOlder(event)).toReversed();
}

function tell(event: StackEvent, told: Set<string>, say: (line: string) => void): void {
  const id = event.EventId ?? "";
  if (told.has(id)) return;
  told.add(id);
  const reason = event.ResourceStatusReason === undefined ? "" : `: ${event.ResourceStatusReason}`;
  say(`${event.LogicalResourceId} ${event.ResourceStatus}${reason}`);
}

function causeOf(
  events: readonly StackEvent[],
): Pick<Extract<StackOperationEnd, { kind: "failed" }>, "cause"> {
  const cause = firstFailure(events);
  return cause === undefined ? {} : { cause };
}

async function looking<T>(stack: string, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isStackMissing(error)) return undefined;
    throw translateAwsError(error, `follow stack ${stack}`);
  }
}
