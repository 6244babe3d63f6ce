import { notCarriedOut } from "./not-carried-out.ts";
import type { RedeployStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import type { Hands, StepContext } from "./hands.ts";

/** Starts new tasks. It does not wait until they run: the service's health tells that, and a second call does nothing more. */
export async function applyRedeploy(
  hands: Hands,
  { record, roles }: StepContext,
  step: RedeployStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { stack, requestedAt } = step;
  const { managerRoleArn } = record;
  try {
    const end = await hands.writer.redeploy({ record, roles, stack, managerRoleArn, requestedAt }, signal);
    return { kind: end === "started" ? "applied" : "nothing-to-do", step };
  } catch (error) {
    signal.throwIfAborted();
    return notCarriedOut(step, error);
  }
}
