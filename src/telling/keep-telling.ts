import type { Clock } from "../domain/clock.ts";
import type { Tell } from "../domain/happening.ts";
import type { ToldDigest } from "../domain/records.ts";
import type { RecentRelease } from "../domain/release.ts";
import { hearStories, memory } from "../notify/hear-stories.ts";
import { withRecalled } from "../notify/recall.ts";
import { nothingHeard, type Stories } from "../notify/stories.ts";
import { type Channel, NotNow } from "./channel.ts";

/** What telling works with. */
export interface TellingInputs {
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  /** What was recorded of an application since a time, and the repository's name. Throws when it cannot be read now. */
  readonly recall: (
    application: string,
    since: Date,
    signal: AbortSignal,
  ) => Promise<{
    readonly recent: readonly RecentRelease[];
    readonly repository: string;
    /** What was told last of its drift. */
    readonly digest?: ToldDigest | undefined;
  }>;
  /** Told of what a channel could not do; the same again and again is told once. */
  readonly onFault: (channel: string, error: unknown) => void;
}

/** Keeps channels equal to what there is to tell. */
export interface Telling {
  readonly tell: Tell;
  /** Works until the signal is raised, and returns. What was not told by then the next process tells. */
  run(signal: AbortSignal): Promise<void>;
}

/** Milliseconds after news in which more may come. */
const breath = 1_000;
const firstPause = 5_000;
const longestPause = 5 * 60_000;

/** Nothing that happens waits for a channel, and no channel for another. */
export function makeTelling({ channels, clock, recall, onFault }: TellingInputs): Telling {
  let stories: Stories = nothingHeard;
  const bells = new Set<() => void>();
  const ring = (): void => {
    for (const bell of bells) bell();
  };

  /** Works whenever the bell rings, and again when the work asks for it; later and later while it fails. */
  async function keep(
    name: string,
    work: (signal: AbortSignal) => Promise<Date | undefined>,
    signal: AbortSignal,
  ): Promise<void> {
    let pause = firstPause;
    let lastFault: string | undefined;
    let due: Date | undefined;
    let isNews = true;
    let wake: (() => void) | undefined;
    const bell = (): void => {
      isNews = true;
      wake?.();
    };
    bells.add(bell);
    while (!signal.aborted) {
      try {
        if (!isNews) {
          const rang = new AbortController();
          wake = () => rang.abort();
          await waitFor(due, AbortSignal.any([signal, rang.signal]));
          wake = undefined;
          signal.throwIfAborted();
        }
        await clock.sleep(breath, signal);
        isNews = false;
        due = await work(signal);
        pause = firstPause;
        lastFault = undefined;
      } catch (error) {
        if (signal.aborted) break;
        const text = String(error);
        if (text !== lastFault) onFault(name, error);
        lastFault = text;
        const until = error instanceof NotNow ? error.until.getTime() - clock.now().getTime() : pause;
        pause = Math.min(pause * 2, longestPause);
        isNews = true;
        await clock.sleep(Math.max(until, breath), signal).catch(() => undefined);
      }
    }
    bells.delete(bell);
  }

  async function waitFor(due: Date | undefined, signal: AbortSignal): Promise<void> {
    const time = due === undefined ? 3_600_000 : Math.max(0, due.getTime() - clock.now().getTime());
    await clock.sleep(time, signal).catch(() => undefined);
  }

  async function recallAll(signal: AbortSignal): Promise<undefined> {
    const seen = new Set([
      ...[...stories.standings.values()].map(({ application }) => application),
      ...stories.digests.keys(),
    ]);
    for (const application of seen) {
      if (stories.recalled.has(application)) continue;
      const since = new Date(clock.now().getTime() - memory);
      const { recent, repository, digest } = await recall(application, since, signal);
      stories = withRecalled(stories, application, recent, {
        repository,
        now: clock.now(),
        digest,
      });
      ring();
    }
    return undefined;
  }

  return {
    tell: (happening) => {
      stories = hearStories(stories, happening);
      ring();
    },
    run: async (signal) => {
      await Promise.all([
        keep("records", recallAll, signal),
        ...channels.map((channel) =>
          keep(channel.name, (stop) => channel.bringUpToDate(stories, stop), signal),
        ),
      ]);
    },
  };
}
