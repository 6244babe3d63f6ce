import type { Clock } from "./clock.ts";

/** Places for work that may be done side by side. */
export interface Slots {
  /** Does the work once there is a place for it, in the order in which it was asked for. */
  use<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/**
 * So many places. Work that lasts longer than the patience (milliseconds) goes on but gives its place to the next: it waits for something
 * slow, and must hold up nobody who does not.
 */
export function makeSlots(places: number, patience: number, clock: Clock): Slots {
  let free = places;
  const waiting: (() => void)[] = [];
  const give = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const take = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const begin = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(begin), 1);
        reject(signal.reason);
      };
      waiting.push(begin);
      signal.addEventListener("abort", leave, { once: true });
    });
  };
  return {
    use: async (work, signal) => {
      await take(signal);
      let held = true;
      const release = (): void => {
        if (held) give();
        held = false;
      };
      const done = new AbortController();
      // Told to stop waiting by the end of the work; nothing else is to be learnt from it.
      clock.sleep(patience, done.signal).then(release, () => undefined);
      try {
        return await work();
      } finally {
        release();
        done.abort();
      }
    },
  };
}
