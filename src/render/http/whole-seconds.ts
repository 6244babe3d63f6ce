import type { Milliseconds } from "../../manifest/parts/duration.ts";

/** A duration as CloudFormation wants it: whole seconds, what is left over dropped (copilot-model.md 5.3). */
export function wholeSeconds(duration: Milliseconds): number;
export function wholeSeconds(duration: Milliseconds | undefined): number | undefined;
export function wholeSeconds(duration: Milliseconds | undefined): number | undefined {
  return duration === undefined ? undefined : Math.trunc(duration / 1000);
}
