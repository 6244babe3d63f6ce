import { failureOf } from "../domain/failure.ts";
import { healingBrake } from "../domain/healing.ts";
import type { HealStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { isSameTarget } from "../domain/target.ts";
import type { Hands, StepContext } from "./hands.ts";
import { notCarriedOut } from "./not-carried-out.ts";

/**
 * Puts settings of a running service back, and writes down when, so that one which somebody goes on changing is not put back for ever. It
 * does not wait for tasks: the service's health tells that.
 */
export async function applyHeal(
  hands: Hands,
  context: StepContext,
  step: HealStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { record, roles } = context;
  const { stack, lastChanged, fixes } = step;
  const { managerRoleArn } = record;
  try {
    const end = await hands.writer.heal({ record, roles, stack, managerRoleArn, lastChanged, fixes }, signal);
    if (end === "nothing-to-do") return { kind: "nothing-to-do", step };
  } catch (error) {
    signal.throwIfAborted();
    return notCarriedOut(step, error);
  }
  await rememberHealing(hands, context, step, signal);
  return { kind: "applied", step };
}

async function rememberHealing(
  { records, clock, log }: Hands,
  { application, healings }: StepContext,
  { environment, workload }: HealStep,
  signal: AbortSignal,
): Promise<void> {
  const target = { environment, workload };
  const { healed = [] } = healings.find((one) => isSameTarget(one, target)) ?? {};
  const newest = [...healed, clock.now()].slice(-healingBrake.times);
  try {
    await records.record(application, { kind: "healings", ...target, healed: newest }, signal);
  } catch (error) {
    signal.throwIfAborted();
    log.warn(
      { ...failureOf(error), ...target },
      "that a live setting was put back could not be written down; it may be put back once more than it should",
    );
  }
}
