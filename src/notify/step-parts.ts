import { type Step, stackOf } from "../domain/plan.ts";

/** Where a step does its work; nothing for one that only changes Copilot's registers. */
export function placeOf(step: Step | undefined): {
  readonly place?: { readonly account: string; readonly region: string };
} {
  const stack = step === undefined ? undefined : stackOf(step);
  return stack === undefined ? {} : { place: { account: stack.account, region: stack.region } };
}
