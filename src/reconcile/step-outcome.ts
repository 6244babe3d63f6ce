import { sentence } from "../diagnosis/sentence.ts";
import type { EndingRule } from "../diagnosis/judge-operation.ts";
import type { StackOperationEnd } from "../domain/cloud.ts";
import type { Diagnosis } from "../domain/diagnosis.ts";
import { type Failure, failureOf } from "../domain/failure.ts";
import type { StackStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { targetText } from "../domain/target.ts";
import type { Hands, StepContext } from "./hands.ts";
import { diagnoseStep } from "./watch-step.ts";

/** How a followed change ended, and by which rule Autoland ended it, where it did. */
export interface FollowedEnd {
  readonly end: StackOperationEnd;
  readonly early: { readonly reason: EndingRule; readonly because: string } | undefined;
}

/** What came of a step whose change was followed to its end. A failed first creation is remembered: the stack is gone. */
export async function outcomeOf(
  hands: Hands,
  context: StepContext,
  step: StackStep,
  followed: FollowedEnd,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { end } = followed;
  if (end.kind === "done") return { kind: "applied", step };
  const cause = causeOf(context, step, end);
  const failure = failureOfStep(step, end, followed.early, cause);
  // Only a creation: an update whose stack somebody deleted may well be tried again, as the creation of a new one.
  if (end.status === "gone" && step.kind === "create-stack")
    await rememberCreation(hands, context, step, cause.text, signal);
  return { kind: "failed", step, failure, wentBack: true };
}

type FailedEnd = Extract<StackOperationEnd, { kind: "failed" }>;

interface StepCause {
  readonly text: string;
  readonly diagnosis: Diagnosis | undefined;
}

function causeOf(context: StepContext, step: StackStep, end: FailedEnd): StepCause {
  const diagnosis = diagnoseStep(context, step, end.signs);
  if (diagnosis !== undefined) return { text: sentence(diagnosis), diagnosis };
  const text =
    end.cause === undefined ? "CloudFormation gave no cause" : `${end.cause.resource}: ${end.cause.reason}`;
  return { text, diagnosis };
}

function failureOfStep(
  step: StackStep,
  end: FailedEnd,
  early: FollowedEnd["early"],
  { text, diagnosis }: StepCause,
): Failure {
  const because = early === undefined ? "" : `, ended early because ${early.because}`;
  const reason = diagnosis?.reason ?? "StackOperationFailed";
  return {
    disposition: "stall",
    // What was cancelled by a rule says of itself only that it was cancelled.
    reason:
      early !== undefined && (reason === "Cancelled" || diagnosis === undefined) ? early.reason : reason,
    message: `stack ${step.stack.name} ${howItEnded(step, end.status)}${because}: ${text}`,
    remedy: diagnosis?.remedy ?? `Commit a change that mends it, or: autoland retry ${targetText(step)}`,
  };
}

function howItEnded(step: StackStep, status: FailedEnd["status"]): string {
  if (status !== "gone") return `ended as ${status}`;
  return step.kind === "create-stack"
    ? "ended as deleted after its creation failed"
    : "was deleted while it was being updated";
}

/** What keeps the failure from being remembered must not hide the failure: it would be tried once more, and no worse. */
async function rememberCreation(
  hands: Hands,
  context: StepContext,
  step: StackStep,
  cause: string,
  signal: AbortSignal,
): Promise<void> {
  const { environment, workload } = step;
  const failed = {
    environment,
    ...(workload === undefined ? {} : { workload }),
    digest: step.desired.digest,
    at: hands.clock.now(),
    cause,
  };
  try {
    await hands.records.record(context.application, { kind: "failed-creation", ...failed }, signal);
  } catch (error) {
    signal.throwIfAborted();
    hands.log.error(
      { ...failureOf(error) },
      "the failed creation could not be recorded; it will be tried again",
    );
  }
}
