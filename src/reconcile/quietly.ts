import { hideIn, hideInOutcome, hidingFor } from "../domain/hide-secrets.ts";
import type { Step } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import type { Hands, StepContext } from "./hands.ts";

/** Carries a step out without telling its secrets, and tells how it ended: what AWS says of a step may quote the values that it was given. */
export async function quietly(
  hands: Hands,
  { application }: StepContext,
  step: Step,
  work: (hands: Hands) => Promise<StepOutcome>,
): Promise<StepOutcome> {
  const outcome = hideInOutcome(await work(quiet(hands, step)));
  hands.tell({ kind: "step-ended", application, at: hands.clock.now(), outcome });
  return outcome;
}

function quiet(hands: Hands, step: Step): Hands {
  const hide = hidingFor(step);
  const log = (fields: object): object =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, hideIn(value, hide)]));
  return {
    ...hands,
    log: hands.log.child({}, { formatters: { log } }),
    tell: (happening) =>
      hands.tell(
        happening.kind === "step-progressed" ? { ...happening, line: hide(happening.line) } : happening,
      ),
  };
}
