/** When the events and the services of a stack that is changing are looked at, besides its status. */
export interface CloserLooks {
  /** Whether it is time for one; at once where the stack's status is another than it was. */
  readonly isDue: (now: Date, status: string) => boolean;
  /** One was had at this time, and this is what it showed, in any form that differs when something has changed. */
  readonly looked: (now: Date, status: string, shown: string) => void;
}

interface Look {
  readonly at: number;
  readonly status: string;
  readonly shown: string;
  /** Since when that is all there is to see. */
  readonly since: number;
}

/** How long nothing has to have changed, and how far apart closer looks are from then on; in milliseconds. */
const paces = [
  { quiet: 15 * 60_000, pause: 30_000 },
  { quiet: 2 * 60_000, pause: 10_000 },
] as const;

/**
 * Closer looks at one operation: at every poll while something happens, and less often the longer nothing does. A rollout that cannot
 * place its tasks goes on for three hours before CloudFormation gives it up; at full pace that is ten thousand calls that say the same.
 */
export function closerLooks(): CloserLooks {
  let last: Look | undefined;
  return {
    isDue: (now, status) => {
      if (last?.status !== status) return true;
      const quiet = now.getTime() - last.since;
      const pause = paces.find((pace) => quiet >= pace.quiet)?.pause ?? 0;
      return now.getTime() - last.at >= pause;
    },
    looked: (now, status, shown) => {
      const at = now.getTime();
      last = { at, status, shown, since: last?.shown === shown ? last.since : at };
    },
  };
}
