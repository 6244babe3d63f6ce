import type { Clock } from "../domain/clock.ts";
import type { LeaseStore } from "../domain/lease.ts";

/** The same store, each of whose requests ends after so many milliseconds: what is waited for longer is of no use to a lease. */
export function withinTime(store: LeaseStore, clock: Clock, milliseconds: number): LeaseStore {
  async function limited<T>(
    signal: AbortSignal | undefined,
    ask: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const late = new AbortController();
    const done = new AbortController();
    const stop = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
    const tooLate = new Error(`no answer in ${milliseconds / 1000} s`);
    clock.sleep(milliseconds, done.signal).then(
      () => late.abort(tooLate),
      () => undefined,
    );
    try {
      return await ask(stop);
    } finally {
      done.abort();
    }
  }
  return {
    list: (prefix, signal) => limited(signal, (stop) => store.list(prefix, stop)),
    read: (name, signal) => limited(signal, (stop) => store.read(name, stop)),
    write: (name, text, over, signal) => limited(signal, (stop) => store.write(name, text, over, stop)),
    remove: (name, signal) => limited(signal, (stop) => store.remove(name, stop)),
  };
}
