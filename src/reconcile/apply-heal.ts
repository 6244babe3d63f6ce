import type { HealStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import type { Hands, StepContext } from "./hands.ts";
import { notCarriedOut } from "./not-carried-out.ts";

/** Puts settings of a running service back. It does not wait for tasks: the service's health tells that. */
export async function applyHeal(
  hands: Hands,
  { record, roles }: StepContext,
  step: HealStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { stack, lastChanged, fixes } = step;
  const { managerRoleArn } = record;
  try {
    const end = await hands.writer.heal({ record, roles, stack, managerRoleArn, lastChanged, fixes }, signal);
    return end === "healed" ? { kind: "applied", step } : { kind: "nothing-to-do", step };
  } catch (error) {
    signal.throwIfAborted();
    return notCarriedOut(step, error);
  }
}
