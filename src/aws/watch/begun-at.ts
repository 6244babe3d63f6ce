import type { StackEvent } from "@aws-sdk/client-cloudformation";

/** The longest that an operation is silent while the two clocks can still be taken to agree, in milliseconds: six hours. */
const longestSilence = 6 * 3_600_000;

/** By how much the two clocks may differ without meaning anything: five minutes, as for signatures. */
const tolerance = 5 * 60_000;

/**
 * When an operation began, by the clock of this machine, given its events, oldest first; undefined without any. Events have AWS's time. Where that
 * cannot be true here (an event of tomorrow, or a silence of days), the clocks differ, and what AWS's clock says has passed is counted
 * back from now: a change must never be ended early because a machine's clock is wrong.
 */
export function begunAt(events: readonly StackEvent[], now: Date): Date | undefined {
  const [first, last] = [events[0]?.Timestamp, events.at(-1)?.Timestamp];
  if (first === undefined || last === undefined) return undefined;
  const silence = now.getTime() - last.getTime();
  if (silence >= -tolerance && silence <= longestSilence) return first;
  return new Date(now.getTime() - (last.getTime() - first.getTime()));
}
