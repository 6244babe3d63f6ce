import { followChange } from "./follow-change.ts";
import { endedBy, notCarriedOut } from "./not-carried-out.ts";
import type { ListedChange, PreparedChangeSet, StackChange } from "../domain/cloud.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import { operationToken } from "../domain/operation-token.ts";
import type { StackStep } from "../domain/plan.ts";
import type { FailedUpdate } from "../domain/records.ts";
import type { StepOutcome } from "../domain/report.ts";
import { changesAddons, explainChangeSet } from "../plan/explain-change-set.ts";
import { isRewritten, refuseProcessed } from "../plan/judge-processed.ts";
import { digestOf } from "../template/digest.ts";
import type { Hands, StepContext } from "./hands.ts";
import { recordClosing, recordOpening } from "./leftovers.ts";
import { restingOrTried } from "./resting.ts";
import { telling } from "./telling.ts";

/**
 * Carries out one step: upload what the template points at, make the change set, hold what CloudFormation lists against the plan,
 * execute, follow to the end. May be called again after a crash at any point: names and tokens follow from the step, so that
 * nothing is executed twice. Expected failures are outcomes; it throws only when it was told to stop.
 */
export async function applyStackStep(
  hands: Hands,
  context: StepContext,
  step: StackStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const change = stackChange(context, step);
  return restingOrTried(hands, change.changeSetName, step, () =>
    attempt(hands, context, step, change, signal),
  );
}

async function attempt(
  hands: Hands,
  context: StepContext,
  step: StackStep,
  change: StackChange,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const log = hands.log.child({
    environment: step.environment,
    workload: step.workload,
    stack: step.stack.name,
  });
  try {
    await hands.writer.upload(change, signal);
    const failedBefore = await recordOpening(hands, context, step, change, signal);
    if (failedBefore !== undefined) return failedUnseen(step, failedBefore);
    const orDiscarded = discarding(hands, context.application, step, change, signal);
    const prepared = await orDiscarded(() => hands.writer.prepare(change, signal));
    const ready = await release(hands, context, { change, step, prepared }, signal);
    const { application } = context;
    if (ready.kind === "outcome") {
      await recordClosing(hands, application, step, signal);
      return ready.outcome;
    }
    const tell = telling(hands, context, step);
    tell({ kind: "step-began" });
    if (ready.kind === "execute") {
      await orDiscarded(() => hands.writer.execute(change, signal));
      log.info({ changeSet: change.changeSetName }, "change set executed");
    }
    const outcome = await followChange({ ...hands, log }, context, step, change, signal);
    // Not before: where its end is missed, and others change the stack then, only the record tells that there is one to look for.
    await recordClosing(hands, application, step, signal);
    return outcome;
  } catch (error) {
    signal.throwIfAborted();
    return notCarriedOut(step, error);
  }
}

/** The next look plans with what is written down now, and holds it with the cause and the way out. */
function failedUnseen(step: StackStep, { at, cause }: FailedUpdate): StepOutcome {
  const because = `this same change failed at ${at.toISOString()} (${cause}), which was not seen until now`;
  return { kind: "skipped", step, reason: "Quarantined", because };
}

/**
 * Does work on a change set, which is not left waiting where AWS refuses that work, with the shell of a stack that only it has made: it is
 * deleted, and made again when the step is tried again. Where it may not be deleted either, the record keeps its name for the sweep.
 */
function discarding(
  hands: Hands,
  application: string,
  step: StackStep,
  change: StackChange,
  signal: AbortSignal,
): <T>(work: () => Promise<T>) => Promise<T> {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (failureOf(error).disposition !== "stall") throw error;
      try {
        await hands.writer.discard(change, signal);
        await recordClosing(hands, application, step, signal);
      } catch (left) {
        signal.throwIfAborted();
        hands.log.warn(
          { ...failureOf(left), changeSet: change.changeSetName },
          "a change set is left for now",
        );
      }
      throw error;
    }
  };
}

type Release =
  | { readonly kind: "execute" }
  | { readonly kind: "follow" }
  | { readonly kind: "outcome"; readonly outcome: StepOutcome };

/** Whether a worked-out change set may be executed; one that may not is deleted. */
async function release(
  hands: Hands,
  context: StepContext,
  {
    change,
    step,
    prepared,
  }: { readonly change: StackChange; readonly step: StackStep; readonly prepared: PreparedChangeSet },
  signal: AbortSignal,
): Promise<Release> {
  switch (prepared.kind) {
    case "executed":
      return { kind: "follow" };
    case "empty":
      return { kind: "outcome", outcome: { kind: "nothing-to-do", step } };
    case "failed":
      await hands.writer.discard(change, signal);
      return { kind: "outcome", outcome: endedBy(step, prepared.failure) };
    case "ready": {
      const unexplained = explainChangeSet(prepared.changes, step);
      const failure =
        unexplained.length === 0
          ? await refusedAsProcessed(hands, context, { change, step, changes: prepared.changes }, signal)
          : changeSetDiffers(step, unexplained);
      if (failure === undefined) return { kind: "execute" };
      await hands.writer.discard(change, signal);
      return { kind: "outcome", outcome: { kind: "failed", step, failure } };
    }
  }
}

/** Templates that CloudFormation rewrites are judged once more, as it made them. */
async function refusedAsProcessed(
  { writer }: Hands,
  { policyOn }: StepContext,
  {
    change,
    step,
    changes,
  }: {
    readonly change: StackChange;
    readonly step: StackStep;
    readonly changes: readonly ListedChange[];
  },
  signal: AbortSignal,
): Promise<Failure | undefined> {
  const asked = policyOn(step);
  if (asked === undefined || !isRewritten(asked.judged)) return undefined;
  const processed = await writer.readProcessed(change, changes, signal);
  return refuseProcessed(step, asked.judged, processed, changes, asked.policy);
}

function changeSetDiffers(step: StackStep, unexplained: ReturnType<typeof explainChangeSet>): Failure {
  const list = unexplained.map((change) => `${change.resource} (${change.type}) ${change.message}`);
  return {
    disposition: "stall",
    reason: "ChangeSetDiffers",
    message: `CloudFormation would do more to stack ${step.stack.name} than was planned: ${list.join("; ")}`,
    remedy:
      "The change set was deleted and nothing was changed. Look at the plan, and at who else changes this stack.",
  };
}

function stackChange(context: StepContext, step: StackStep): StackChange {
  return {
    kind: step.kind === "create-stack" ? "create" : "update",
    stack: step.desired,
    ...(step.base.kind === "deployed" && !context.isContinued
      ? { plannedAgainst: step.base.lastChanged }
      : {}),
    changeSetName: operationToken(
      step.desired.digest,
      digestOf({ base: { ...step.base }, retriedAt: context.retriedAt(step) }),
    ),
    includeNested: changesAddons(step),
    executionRoleArn: context.record.executionRoleArn,
    managerRoleArn: context.record.managerRoleArn,
    roles: context.roles,
  };
}
