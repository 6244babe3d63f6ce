import type { NewestOperation, StackChange } from "../domain/cloud.ts";
import type { WorkloadType } from "../domain/copilot-records.ts";
import type { DesiredStack } from "../domain/desired.ts";
import { failureOf } from "../domain/failure.ts";
import type { ObservedEnvironment } from "../domain/observed-application.ts";
import type { StackStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { type ObservedStack, operationOf } from "../domain/stack.ts";
import { situationOf } from "../domain/stack-status.ts";
import { allEnded } from "./all-ended.ts";
import { followDeletion } from "./apply-delete-step.ts";
import { followChange } from "./follow-change.ts";
import type { Hands, StepContext } from "./hands.ts";
import type { PlannedWish } from "./in-brief.ts";
import { mendStack } from "./mend-stack.ts";
import { notCarriedOut } from "./not-carried-out.ts";
import { quietly } from "./quietly.ts";
import { type ResumedStep, resumedStep, type RunningOn } from "./resumed-step.ts";
import { telling } from "./telling.ts";

/** An environment as it was seen, and what its commit asks of each stack: of the environment's own under `undefined`. */
export interface RunningIn {
  readonly observed: ObservedEnvironment;
  readonly desired: ReadonlyMap<string | undefined, DesiredStack>;
  /** By workload, as Copilot's records say. */
  readonly types: ReadonlyMap<string, WorkloadType>;
}

/** What a commit asks of each stack of an environment, as far as that could be said. */
export function desiredStacks(wish: PlannedWish | undefined): ReadonlyMap<string | undefined, DesiredStack> {
  if (wish?.kind !== "desired") return new Map();
  const { own, workloads } = wish.desired;
  const found = new Map<string | undefined, DesiredStack>();
  if (own?.kind === "rendered") found.set(undefined, own.stack);
  for (const each of workloads) if (each.kind === "rendered") found.set(each.workload, each.stack);
  return found;
}

/**
 * Follows to their end the changes of an environment's stacks that Autoland executed and that nobody in this process follows: the process
 * that began them was ended meanwhile. Their client token says so, and what they were for: a change, a deletion, or a stack that is got out of
 * where it was stuck. They are told of, ended early and remembered like
 * changes that this process has begun; the plan holds their stacks with `StackBusy` until then. Somebody else's operation is asked
 * about once.
 */
export async function followRunning(
  hands: Hands,
  context: StepContext,
  { observed, desired, types }: RunningIn,
  signal: AbortSignal,
): Promise<readonly StepOutcome[]> {
  const stacks = [
    [undefined, observed.stack] as const,
    ...[...observed.workloads].map(([workload, stack]) => [workload, stack] as const),
  ];
  const outcomes = await allEnded(
    stacks.map(async ([workload, stack]): Promise<readonly StepOutcome[]> => {
      if (stack.kind !== "present" || situationOf(stack.value.status) !== "busy") return [];
      const { environment } = observed;
      const target = { environment, ...(workload === undefined ? {} : { workload }) };
      const running = {
        target,
        stack: stack.value,
        wanted: desired.get(workload),
        type: workload === undefined ? undefined : types.get(workload),
      };
      const outcome = await followOne(hands, context, running, signal);
      return outcome === undefined ? [] : [outcome];
    }),
  );
  return outcomes.flat();
}

async function followOne(
  hands: Hands,
  context: StepContext,
  running: RunningOn,
  signal: AbortSignal,
): Promise<StepOutcome | undefined> {
  const { stack, wanted } = running;
  const { operations } = hands;
  if (operations.isClaimed(stack.id) || operations.isForeign(stack.id, operationOf(stack))) return undefined;
  // Claimed before the first wait, so that a newer pass does not follow it, too.
  const giveBack = operations.claim(stack.id);
  if (giveBack === undefined) return undefined;
  try {
    const operation = await runningOperation(hands, context, stack, signal);
    if (operation === "not-known") return undefined;
    const step = operation === undefined ? undefined : resumedStep(running, operation);
    if (operation === undefined || step === undefined) {
      operations.markForeign(stack.id, operationOf(stack));
      return undefined;
    }
    // What an earlier commit wanted is overtaken by what is wanted now, where that is known.
    const isOvertakenNow = step.resumed === "for-an-earlier-commit" && wanted !== undefined;
    return await quietly(hands, context, step, (quiet) =>
      follow(quiet, context, { step, token: operation.token, isOvertakenNow }, signal),
    );
  } finally {
    giveBack();
  }
}

interface Resumed {
  readonly step: ResumedStep;
  readonly token: string;
  readonly isOvertakenNow: boolean;
}

/** The running operation. What cannot be asked is asked again by the next pass. */
async function runningOperation(
  hands: Hands,
  { record, roles }: StepContext,
  { arn, id }: ObservedStack,
  signal: AbortSignal,
): Promise<NewestOperation | undefined | "not-known"> {
  try {
    const request = { stack: id, arn, managerRoleArn: record.managerRoleArn, roles };
    return await hands.writer.newestOperation(request, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { reason, message } = failureOf(error);
    hands.log.warn({ reason, stack: id.name }, `whose change runs is not known: ${message}`);
    return "not-known";
  }
}

async function follow(
  hands: Hands,
  given: StepContext,
  { step, token, isOvertakenNow }: Resumed,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { environment, workload, stack } = step;
  const log = hands.log.child({ environment, workload, stack: stack.name });
  log.info({ operation: token }, "a change that was begun before this process is followed");
  switch (step.kind) {
    case "delete-failed-create":
    case "continue-rollback":
      return mendStack(hands, given, step, signal);
    case "delete-stack":
      return followDeletion(hands, given, step, token, signal);
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      break;
  }
  const context = isOvertakenNow ? { ...given, isOvertaken: () => Promise.resolve(true) } : given;
  telling(hands, context, step)({ kind: "step-began" });
  try {
    return await followChange({ ...hands, log }, context, step, changeOf(context, step, token), signal);
  } catch (error) {
    signal.throwIfAborted();
    return notCarriedOut(step, error);
  }
}

function changeOf({ record, roles }: StepContext, { kind, desired }: StackStep, token: string): StackChange {
  return {
    kind: kind === "create-stack" ? "create" : "update",
    stack: desired,
    changeSetName: token,
    includeNested: false,
    executionRoleArn: record.executionRoleArn,
    managerRoleArn: record.managerRoleArn,
    roles,
  };
}
