import type { Clock } from "../../src/domain/clock.ts";
import type { LeaseStore } from "../../src/domain/lease.ts";
import { type Lease, makeLease } from "../../src/lease/keep-lease.ts";

/** A store in memory; `isDown` refuses everything, `losesAnswers` does what is asked and then fails. */
export class MemoryLeaseStore implements LeaseStore {
  readonly texts = new Map<string, { readonly text: string; readonly tag: string }>();
  isDown = false;
  losesAnswers = false;
  writes = 0;
  #tags = 0;

  async list(prefix: string): ReturnType<LeaseStore["list"]> {
    this.#check();
    return [...this.texts]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { text, tag }]) => ({ name, tag, isEmpty: text === "" }));
  }

  async read(name: string): ReturnType<LeaseStore["read"]> {
    this.#check();
    return this.texts.get(name);
  }

  async write(name: string, text: string, over?: string): ReturnType<LeaseStore["write"]> {
    this.#check();
    if (this.texts.get(name)?.tag !== over) return undefined;
    this.#tags += 1;
    this.writes += 1;
    const tag = `"${this.#tags}"`;
    this.texts.set(name, { text, tag });
    if (this.losesAnswers) throw new Error("the answer was lost");
    return tag;
  }

  async remove(name: string): Promise<void> {
    this.#check();
    this.texts.delete(name);
  }

  #check(): void {
    if (this.isDown) throw new Error("the store cannot be reached");
  }
}

/** One task that keeps a lease. */
export interface LeaseTask {
  readonly name: string;
  readonly lease: Lease;
  /** Told to stop: it gives the lease back. */
  readonly stop: () => void;
  /** Stands still from now on, as a process that was killed or frozen; its own time goes on. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly ended: Promise<void>;
}

/** Starts tasks over one store. */
export function taskStarter(store: LeaseStore, clock: Clock, shares: number): (name: string) => LeaseTask {
  let serial = 0;
  return (name) => {
    const stop = new AbortController();
    let frozen: { readonly until: Promise<void>; readonly thaw: () => void } | undefined;
    const standing = async <T>(answer: Promise<T>): Promise<T> => {
      await frozen?.until;
      const value = await answer;
      await frozen?.until;
      return value;
    };
    const lease = makeLease({
      store: {
        list: (prefix) =>
          standing(frozen === undefined ? store.list(prefix) : frozen.until.then(() => store.list(prefix))),
        read: (key) =>
          standing(frozen === undefined ? store.read(key) : frozen.until.then(() => store.read(key))),
        write: (key, text, over) =>
          standing(
            frozen === undefined
              ? store.write(key, text, over)
              : frozen.until.then(() => store.write(key, text, over)),
          ),
        remove: (key) =>
          standing(frozen === undefined ? store.remove(key) : frozen.until.then(() => store.remove(key))),
      },
      clock: {
        now: () => clock.now(),
        sleep: (milliseconds, signal) => standing(clock.sleep(milliseconds, signal)),
      },
      stopwatch: () => clock.now().getTime(),
      shares,
      newName: () => `${name}-${(serial += 1)}`,
      self: name,
    });
    const ended = lease.run(stop.signal);
    return {
      name,
      lease,
      stop: () => stop.abort(),
      freeze: () => {
        const { promise: until, resolve: thaw } = Promise.withResolvers<void>();
        frozen = { until, thaw };
      },
      thaw: () => {
        frozen?.thaw();
        frozen = undefined;
      },
      ended,
    };
  };
}
