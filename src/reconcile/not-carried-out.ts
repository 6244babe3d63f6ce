import { type Failure, failureOf } from "../domain/failure.ts";
import type { Step } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";

/** Reasons that say that the world has moved since the look: nothing failed, and the next look plans anew. */
const outrun = new Set(["StackMoved", "ChangeSetObsolete"]);

/** The outcome of a step that ended in an error. */
export function notCarriedOut(step: Step, error: unknown): StepOutcome {
  return endedBy(step, failureOf(error));
}

/** The outcome of a step that was not carried out. What was only outrun is no failure that anybody has to be told of. */
export function endedBy(step: Step, failure: Failure): StepOutcome {
  if (!outrun.has(failure.reason)) return { kind: "failed", step, failure };
  return { kind: "skipped", step, reason: failure.reason, because: failure.message };
}
