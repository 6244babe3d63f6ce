import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import { failureOf } from "../domain/failure.ts";
import type { OpenChangeSet, RecordedState } from "../domain/records.ts";
import type { EnvironmentRoles, StackChange } from "../domain/cloud.ts";
import { isSameTarget, type Target } from "../domain/target.ts";
import type { Hands } from "./hands.ts";

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
  { openChangeSets }: RecordedState,
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
      await sweep(hands, context, open, signal);
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
 * permission to write it is made all the same: then one may be left behind by a process that is killed.
 */
export async function recordOpening(
  hands: Hands,
  context: SweepContext & { readonly openChangeSets: readonly OpenChangeSet[] },
  target: Target,
  change: StackChange,
  signal: AbortSignal,
): Promise<void> {
  const { environment, workload } = target;
  const { changeSetName, kind, stack } = change;
  const before = context.openChangeSets.find((open) => isSameTarget(open, target));
  if (before?.changeSetName === changeSetName) return;
  // A shell that was made for an earlier wish serves the next one as well.
  if (before !== undefined)
    await sweep(hands, context, { ...before, creates: before.creates && kind !== "create" }, signal);
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
}

/** Forgets a change set that is executed or deleted. */
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

async function sweep(
  hands: Hands,
  { record, roles }: SweepContext,
  { stack, changeSetName, creates }: OpenChangeSet,
  signal: AbortSignal,
): Promise<void> {
  const { executionRoleArn, managerRoleArn } = record;
  await hands.writer.sweep(
    { stack, changeSetName, creates, executionRoleArn, managerRoleArn, roles },
    signal,
  );
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
