import { failureOf } from "../domain/failure.ts";
import type { MendStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { situationOf } from "../domain/stack-status.ts";
import type { Hands, StepContext } from "./hands.ts";
import { restingOrTried } from "./resting.ts";

/**
 * Gets a stack out of a status in which it takes no change. The next pass plans what is desired of it. May be called again after a
 * crash: a stack that is being deleted or rolled back already is only waited for.
 */
export function mendStack(
  hands: Hands,
  context: StepContext,
  step: MendStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  return restingOrTried(hands, step.token, step, () => mend(hands, context, step, signal));
}

async function mend(
  hands: Hands,
  context: StepContext,
  step: MendStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { kind, stack, arn, token } = step;
  const { executionRoleArn, managerRoleArn } = context.record;
  try {
    hands.tell({ kind: "step-began", application: context.application, at: hands.clock.now(), step });
    const isBegun = step.resumed !== undefined;
    const { roles } = context;
    const request = { kind, stack, arn, token, isBegun, executionRoleArn, managerRoleArn, roles };
    const status = await hands.writer.mend(request, signal);
    if (status === "gone" || situationOf(status) === "ready") return { kind: "applied", step };
    return {
      kind: "failed",
      step,
      failure: {
        disposition: "stall",
        reason: "StackStuck",
        message: `stack ${stack.name} is ${status} still`,
        remedy: `aws cloudformation describe-stack-events --region ${stack.region} --stack-name ${arn}`,
      },
    };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: "failed", step, failure: failureOf(error) };
  }
}
