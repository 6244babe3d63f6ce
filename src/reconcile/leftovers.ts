import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import { failureOf } from "../domain/failure.ts";
import { digestInToken } from "../domain/operation-token.ts";
import type { FailedUpdate, FailedUpdates, OpenChangeSet, RecordedState } from "../domain/records.ts";
import type { EnvironmentRoles, StackChange } from "../domain/cloud.ts";
import { isSameTarget, type Target } from "../domain/target.ts";
import type { Hands, StepContext } from "./hands.ts";
import { failureOfOurs, rememberFailure } from "./remember-failures.ts";

/** Whose leftovers, and with which roles they are swept. */
export interface SweepContext {
  readonly application: string;
  readonly record: EnvironmentRecord;
  readonly roles: EnvironmentRoles;
}

/**
 * Deletes the change sets of an environment that a run which was killed has begun and not executed, and the shells that they had made:
 * those of targets that this pass does not change. What a step takes up itself is not touched, nor what another pass works on.
 */
export async function sweepLeftovers(
  hands: Hands,
  context: SweepContext,
  { openChangeSets, failedUpdates }: RecordedState,
  environment: { readonly environment: string; readonly changing: readonly Target[] },
  signal: AbortSignal,
): Promise<void> {
  const left = openChangeSets.filter(
    (open) =>
      open.environment === environment.environment &&
      !environment.changing.some((target) => isSameTarget(target, open)) &&
      !hands.operations.isClaimed(open.stack),
  );
  for (const open of left) {
    try {
      const { isOver } = await sweep(hands, { ...context, failedUpdates }, open, signal);
      if (isOver)
        await hands.records.forget(context.application, { ...open, kind: "open-change-set" }, signal);
    } catch (error) {
      signal.throwIfAborted();
      hands.log.warn(
        { ...failureOf(error), changeSet: open.changeSetName },
        "a change set that an earlier run left could not be deleted yet",
      );
    }
  }
}

/**
 * Writes down that a change set is about to be made, after sweeping another one that an earlier run left on the same stack. Without
 * permission to write it is made all the same: then one may be left behind by a process that is killed. Answers the failure where the
 * other one was of the same wish and failed: nobody has seen that yet, and it is not to be made again.
 */
export async function recordOpening(
  hands: Hands,
  context: StepContext,
  target: Target,
  change: StackChange,
  signal: AbortSignal,
): Promise<FailedUpdate | undefined> {
  const { environment, workload } = target;
  const { changeSetName, kind, stack } = change;
  const before = context.openChangeSets.find((open) => isSameTarget(open, target));
  if (before?.changeSetName === changeSetName) return undefined;
  // A shell that was made for an earlier wish serves the next one as well.
  if (before !== undefined) {
    const left = { ...before, creates: before.creates && kind !== "create" };
    const { failed, isOver } = await sweep(hands, context, left, signal);
    const isSame = failed !== undefined && failed.digest === digestInToken(changeSetName);
    if (isSame && context.retriedAt(target) < failed.at.toISOString()) {
      if (isOver) await recordClosing(hands, context.application, target, signal);
      return failed;
    }
  }
  const open: OpenChangeSet = {
    environment,
    ...(workload === undefined ? {} : { workload }),
    stack: stack.id,
    changeSetName,
    creates: kind === "create",
    at: hands.clock.now(),
  };
  await quietly(hands, signal, () =>
    hands.records.record(context.application, { kind: "open-change-set", ...open }, signal),
  );
  return undefined;
}

/** Forgets a change set that is deleted, or of which it is seen what came of it. */
export async function recordClosing(
  hands: Hands,
  application: string,
  target: Target,
  signal: AbortSignal,
): Promise<void> {
  await quietly(hands, signal, () =>
    hands.records.forget(application, { ...target, kind: "open-change-set" }, signal),
  );
}

/** Sweeps one, and writes down that it failed where nobody had seen that: its stack may have been changed by others since. */
async function sweep(
  hands: Hands,
  {
    application,
    record,
    roles,
    failedUpdates,
  }: SweepContext & { readonly failedUpdates: readonly FailedUpdates[] },
  open: OpenChangeSet,
  signal: AbortSignal,
): Promise<{ readonly isOver: boolean; readonly failed?: FailedUpdate }> {
  const { stack, changeSetName, creates, at } = open;
  const { executionRoleArn, managerRoleArn } = record;
  const swept = await hands.writer.sweep(
    { stack, changeSetName, creates, at, executionRoleArn, managerRoleArn, roles },
    signal,
  );
  switch (swept.kind) {
    case "gone":
      return { isOver: true };
    case "running":
      return { isOver: false };
    case "failed": {
      const failed = failureOfOurs(swept.failure);
      if (failed === undefined) return { isOver: true };
      // As long as it cannot be written down, the record of the change set is what tells where to look for it.
      const isOver = await rememberFailure(hands, application, open, failed, failedUpdates, signal);
      return { isOver, failed };
    }
  }
}

async function quietly(hands: Hands, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    signal.throwIfAborted();
    hands.log.warn(
      { ...failureOf(error) },
      "a change set could not be written down; a process that is killed may leave it",
    );
  }
}
