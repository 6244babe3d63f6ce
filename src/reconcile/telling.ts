import type { Step } from "../domain/plan.ts";
import type { Hands, StepContext } from "./hands.ts";

/** Tells of a step while it is carried out. */
export function telling(
  { tell, clock }: Hands,
  { application }: StepContext,
  step: Step,
): (what: { kind: "step-began" } | { kind: "step-progressed"; line: string }) => void {
  return (what) => tell({ application, at: clock.now(), step, ...what });
}
