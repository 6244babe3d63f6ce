import type { DecisionMade } from "../../domain/decision-made.ts";
import { type Target, targetText } from "../../domain/target.ts";
import { type Desk, signature } from "./desk.ts";

/** Lets what failed before now be tried once more. */
export async function retry(desk: Desk, target: Target, signal: AbortSignal): Promise<DecisionMade> {
  const { eyes, records, subject } = desk;
  await records.record(
    subject.application,
    { kind: "retry", ...target, at: eyes.clock.now(), ...signature(desk) },
    signal,
  );
  return {
    command: "retry",
    application: subject.application,
    ...target,
    messages: [`${targetText(target)} of ${subject.application} may be tried again with the next pass`],
  };
}
