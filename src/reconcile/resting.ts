import type { Step } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import type { Hands } from "./hands.ts";

/** How long a stalled attempt rests, in milliseconds: a loop that asks AWS every half minute helps nobody. */
const stalledFor = 600_000;

/** Tries a step, unless an attempt of this name stalled a short while ago; remembers one that stalls now. */
export async function restingOrTried(
  { stalled, clock }: Pick<Hands, "stalled" | "clock">,
  name: string,
  step: Step,
  attempt: () => Promise<StepOutcome>,
): Promise<StepOutcome> {
  const before = stalled.get(name);
  if (before !== undefined && clock.now() < before.until) {
    const { reason, message } = before.failure;
    const because = `${message}; it is tried again in a while, or once it changes`;
    return { kind: "skipped", step, reason, because };
  }
  const outcome = await attempt();
  if (outcome.kind === "failed" && outcome.failure.disposition === "stall") {
    const until = new Date(clock.now().getTime() + stalledFor);
    stalled.set(name, { failure: outcome.failure, until });
  }
  return outcome;
}
