import type { Step } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { targetText } from "../domain/target.ts";
import type { Hands } from "./hands.ts";

/**
 * How long a stalled attempt rests the first time, twice as long each time after that, and at most, in milliseconds: a change set that is made and
 * deleted for the same reason every few minutes helps nobody, and who has mended a permission does not wait a day.
 */
const restsAtFirst = 10 * 60_000;
const restsAtMost = 60 * 60_000;

/**
 * Tries a step, unless an attempt of this name stalled a short while ago; remembers one that stalls now. The name has in it what the step was
 * planned against and when a person last asked for a retry, so that either makes it another attempt.
 */
export async function restingOrTried(
  { stalled, clock }: Pick<Hands, "stalled" | "clock">,
  name: string,
  step: Step,
  attempt: () => Promise<StepOutcome>,
): Promise<StepOutcome> {
  const before = stalled.get(name);
  if (before !== undefined && clock.now() < before.until) {
    const { reason, message } = before.failure;
    const because = `${message}; it is tried again within the hour, or at once when it changes or after: autoland retry ${targetText(step)}`;
    return { kind: "skipped", step, reason, because };
  }
  const outcome = await attempt();
  if (outcome.kind === "failed" && outcome.failure.disposition === "stall") {
    const rest = before === undefined ? restsAtFirst : Math.min(2 * before.rest, restsAtMost);
    const until = new Date(clock.now().getTime() + rest);
    stalled.set(name, { failure: outcome.failure, rest, until });
  } else if (outcome.kind !== "failed") stalled.delete(name);
  return outcome;
}
