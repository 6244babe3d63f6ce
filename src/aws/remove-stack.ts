import { DeleteStackCommand, type Stack } from "@aws-sdk/client-cloudformation";
import type { Clock } from "../domain/clock.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { RemovalEnd, Remover, StackRemoval } from "../domain/removal.ts";
import { parseStackStatus, situationOf, type StackStatus } from "../domain/stack-status.ts";
import { abortable } from "./abortable.ts";
import { emptyBucket } from "./empty-bucket.ts";
import { physicalId } from "./read-nested.ts";
import { pollDelay } from "./poll-delay.ts";
import { describe, lastChanged } from "./read-stack.ts";
import type { Session, Sessions } from "./sessions.ts";
import { readFailedDeletion } from "./stack-events.ts";
import type { StackListings } from "./stack-listings.ts";
import { stopTasks } from "./stop-tasks.ts";
import { translateAwsError } from "./translate-error.ts";

/** CloudFormation's deleting side: the adapter behind the port `Remover`. */
export function makeRemover(
  sessions: Sessions,
  clock: Clock,
  listings: Pick<StackListings, "outdate"> = { outdate: () => undefined },
): Remover {
  return {
    remove: async (removal, progress, signal) => {
      const session = sessions.as(removal.roles.apply ?? removal.managerRoleArn, removal.stack.region);
      try {
        return await remove(session, clock, removal, progress, signal);
      } finally {
        listings.outdate(removal.stack);
      }
    },
  };
}

/** How long a deletion is followed, in milliseconds: 2 hours. A CloudFront distribution alone may take half an hour. */
const deadline = 2 * 60 * 60_000;

/**
 * In Copilot's order (copilot-model.md 4.6): a site's files, the stack, a job's tasks. Needs `cloudformation:DescribeStacks`,
 * `DeleteStack`, `DescribeStackResource`, `DescribeStackEvents`, `iam:PassRole`; for a site `s3:ListBucketVersions`,
 * `s3:DeleteObject` and `s3:DeleteObjectVersion`; for a job `ecs:ListTasks` and `ecs:StopTask`.
 */
async function remove(
  session: Session,
  clock: Clock,
  removal: StackRemoval,
  progress: (line: string) => void,
  signal?: AbortSignal,
): Promise<RemovalEnd> {
  const { arn, stack, tasks } = removal;
  const found = await look(session, removal, signal);
  if (found !== undefined && mayBegin(found, removal)) {
    for (const bucket of removal.empties) {
      const name = await physicalId(session, arn, bucket, signal);
      if (name === undefined) continue;
      progress(`emptying ${bucket}`);
      await emptyBucket(session, name, signal);
    }
    await begin(session, removal, signal);
  }
  const end = await followDeletion(session, clock, removal, progress, signal);
  if (end.kind === "failed" || tasks === undefined) return end;
  const cluster = await physicalId(session, tasks.environmentStack, "Cluster", signal);
  if (cluster !== undefined) {
    const stopped = await stopTasks(session, { cluster, family: tasks.family }, signal);
    if (stopped > 0) progress(`${stopped} tasks of ${stack.name} stopped`);
  }
  return end;
}

async function look(
  session: Session,
  { arn, stack }: StackRemoval,
  signal?: AbortSignal,
): Promise<Stack | undefined> {
  const found = await describe(session, arn, signal).catch((error: unknown) => {
    throw translateAwsError(error, `look at stack ${stack.name} once more`);
  });
  return found === undefined || situationOf(parseStackStatus(found.StackStatus)) === "deleted"
    ? undefined
    : found;
}

/** Whether the deletion is still to be begun; throws when something else is going on, or has been since the look. */
function mayBegin(found: Stack, { stack, plannedAgainst }: StackRemoval): boolean {
  const status = parseStackStatus(found.StackStatus);
  if (status === "DELETE_IN_PROGRESS") return false;
  if (situationOf(status) === "busy")
    throw new ReconcileError({
      disposition: "wait",
      reason: "StackBusy",
      message: `stack ${stack.name} is ${status}; its deletion waits until that has ended`,
    });
  if (lastChanged(found).toISOString() === plannedAgainst) return true;
  throw new ReconcileError({
    disposition: "retry",
    reason: "StackMoved",
    message: `stack ${stack.name} has changed since it was looked at; it is planned again`,
  });
}

async function begin(session: Session, removal: StackRemoval, signal?: AbortSignal): Promise<void> {
  const { arn, token, stack, executionRoleArn } = removal;
  try {
    await session.cloudformation.send(
      new DeleteStackCommand({ StackName: arn, ClientRequestToken: token, RoleARN: executionRoleArn }),
      abortable(signal),
    );
  } catch (error) {
    throw translateAwsError(error, `delete stack ${stack.name}`);
  }
}

async function followDeletion(
  session: Session,
  clock: Clock,
  removal: StackRemoval,
  progress: (line: string) => void,
  signal?: AbortSignal,
): Promise<RemovalEnd> {
  const until = clock.now().getTime() + deadline;
  for (let attempt = 0; clock.now().getTime() < until; attempt++) {
    const found = await look(session, removal, signal);
    if (found === undefined) return { kind: "gone" };
    const status = parseStackStatus(found.StackStatus);
    const end = await endOf(session, removal, { status, isLate: attempt > startGrace }, signal);
    if (end !== undefined) return end;
    progress(`${removal.stack.name} is ${status}`);
    await clock.sleep(pollDelay(attempt), signal);
  }
  throw new ReconcileError({
    disposition: "wait",
    reason: "StackSlow",
    message: `stack ${removal.stack.name} is still being deleted after ${deadline / 3_600_000} hours; it is looked at again later`,
  });
}

/** How many looks may pass before what was asked for shows. */
const startGrace = 5;

/** Undefined while it goes on, or has not shown yet: a stack at rest may still stand as it was before. */
async function endOf(
  session: Session,
  { arn, stack, token }: StackRemoval,
  { status, isLate }: { readonly status: StackStatus; readonly isLate: boolean },
  signal?: AbortSignal,
): Promise<RemovalEnd | undefined> {
  if (status === "DELETE_IN_PROGRESS") return undefined;
  if (status !== "DELETE_FAILED") return isLate ? { kind: "failed", status, blockers: [] } : undefined;
  const failed = await readFailedDeletion(session, arn, signal).catch((error: unknown) => {
    throw translateAwsError(error, `read why stack ${stack.name} could not be deleted`);
  });
  if (failed.token !== token && !isLate) return undefined;
  return { kind: "failed", status, blockers: failed.blockers };
}
