import type { Clock } from "../domain/clock.ts";
import type { GitHubPurpose } from "./allowance.ts";

/**
 * What GitHub asks of who writes: one request after another, at least a second apart, at most 80 that make content in a minute and 500 in an
 * hour. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const apart = 1_000;
const windows = [
  { length: 60_000, most: { tell: 75, comment: 50 } },
  { length: 3_600_000, most: { tell: 450, comment: 300 } },
] as const;

/** What is written: of deployments, or below pull requests. The second never takes what the first may need. */
export type WritePurpose = Exclude<GitHubPurpose, "deploy">;

/** Waits until a write is welcome; raises with the signal. What is told of deployments goes before comments. */
export type WritePace = (signal: AbortSignal, purpose?: WritePurpose) => Promise<void>;

/** Waits until one more request that makes content is welcome. One pace is shared by everything that one credential writes. */
export function makeWritePace(clock: Clock): WritePace {
  let times: readonly number[] = [];
  let telling = 0;

  /** When the next one is welcome, in milliseconds. */
  function welcomeAt(purpose: WritePurpose, now: number): number {
    times = times.filter((time) => time > now - 3_600_000);
    const last = times.at(-1);
    const next = windows.map(({ length, most }) => {
      const oldest = times.at(-most[purpose]);
      return oldest === undefined ? now : oldest + length;
    });
    return Math.max(now, last === undefined ? now : last + apart, ...next);
  }

  async function wait(signal: AbortSignal, purpose: WritePurpose): Promise<void> {
    for (;;) {
      const now = clock.now().getTime();
      const at = welcomeAt(purpose, now);
      const mustYield = purpose === "comment" && telling > 0;
      if (at <= now && !mustYield) {
        times = [...times, now];
        return;
      }
      await clock.sleep(Math.max(at - now, mustYield ? apart : 0), signal);
    }
  }

  return async (signal, purpose = "tell") => {
    if (purpose === "comment") return wait(signal, purpose);
    telling += 1;
    try {
      await wait(signal, purpose);
    } finally {
      telling -= 1;
    }
  };
}
