import type { Logger } from "pino";
import type { Clock } from "../../../domain/clock.ts";
import type { DriftEyes } from "../../../domain/drift-eyes.ts";
import { failureOf } from "../../../domain/failure.ts";
import type { Paces } from "./paces.ts";
import type { DriftWatchConfig } from "../../../config/drift-watch-config.ts";

/** What each part of the watch works with. */
export interface WatchTools {
  /** Paced by `paces`. */
  readonly eyes: DriftEyes;
  readonly paces: Paces;
  readonly settings: DriftWatchConfig;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The longest that a loop sleeps before it looks whether there is something new to do, in milliseconds. */
const longestSleep = 15_000;

/**
 * Does one thing after another until the signal is raised, then returns. What answers a time is done again then. A fault ends nothing: it
 * is logged, and the next thing is tried after a minute, for nobody may lose the loop to its watch.
 */
export async function workOn(
  { clock, log }: Pick<WatchTools, "clock" | "log">,
  next: () => Promise<number>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let until: number;
    try {
      until = await next();
    } catch (error) {
      if (signal.aborted) return;
      log.error({ ...failureOf(error), error }, "watching for drift failed");
      until = clock.now().getTime() + 60_000;
    }
    const wait = Math.min(longestSleep, until - clock.now().getTime());
    if (wait > 0) await clock.sleep(wait, signal).catch(() => undefined);
  }
}
