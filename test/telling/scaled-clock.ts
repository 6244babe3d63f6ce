import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../src/domain/clock.ts";

/** When the time of a scaled clock begins, and how much faster than the real one it goes; the same in every process that has both. */
export interface Scale {
  /** Of the real clock, in milliseconds. */
  readonly zero: number;
  readonly factor: number;
}

const epoch = Date.parse("2026-11-20T09:00:00Z");

/** A clock on which an hour passes in seconds. */
export function scaledClock({ zero, factor }: Scale): Clock {
  return {
    now: () => new Date(epoch + (Date.now() - zero) * factor),
    sleep: async (milliseconds, signal) => {
      await sleep(Math.ceil(milliseconds / factor), undefined, signal === undefined ? {} : { signal });
    },
  };
}
