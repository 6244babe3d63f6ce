import type { Clock } from "../domain/clock.ts";

/**
 * What GitHub asks of who writes: one request after another, at least a second apart, at most 80 that make content in a minute and 500 in an
 * hour. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const apart = 1_000;
const windows = [
  { length: 60_000, most: 75 },
  { length: 3_600_000, most: 450 },
] as const;

/** Waits until a write is welcome; raises with the signal. */
export type WritePace = (signal: AbortSignal) => Promise<void>;

/** Waits until one more request that makes content is welcome. One pace is shared by everything that one credential writes. */
export function makeWritePace(clock: Clock): WritePace {
  let times: readonly number[] = [];
  return async (signal) => {
    const now = clock.now().getTime();
    times = times.filter((time) => time > now - 3_600_000);
    const next = windows.map(({ length, most }) => {
      const oldest = times.at(-most);
      return oldest === undefined ? now : oldest + length;
    });
    const last = times.at(-1);
    const at = Math.max(now, last === undefined ? now : last + apart, ...next);
    if (at > now) await clock.sleep(at - now, signal);
    times = [...times, clock.now().getTime()];
  };
}
