import type { StackChange } from "../domain/cloud.ts";
import type { StackStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import type { Hands, StepContext } from "./hands.ts";
import { outcomeOf } from "./step-outcome.ts";
import { telling } from "./telling.ts";
import { watchStep } from "./watch-step.ts";

/**
 * Follows a change that was executed to its end: tells of its events, ends it by the environment's rules where it fails, and says what came
 * of it. It may begin at any time after the execution, also in another process than the one that executed it.
 */
export async function followChange(
  hands: Hands,
  context: StepContext,
  step: StackStep,
  change: StackChange,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const tell = telling(hands, context, step);
  const progress = (line: string): void => {
    hands.log.info({ event: line }, "stack event");
    tell({ kind: "step-progressed", line });
  };
  const watcher = watchStep(hands, context, step, change, progress, signal);
  const end = await hands.writer.follow(change, watcher, signal);
  return outcomeOf(hands, context, step, { end, early: watcher.endedBy() }, signal);
}
