import { setImmediate as nextTurn, setTimeout as realSleep } from "node:timers/promises";
import { EventQueue } from "./event-queue.ts";
import { sleepUntil } from "./sleeping.ts";
import type { Dispatch, SavedTimeline, Timeline } from "./timeline.ts";

/**
 * So many turns of Node's loop without any call, sleep or event count as quiet. One SDK call in process takes a few
 * turns between two things that the world can see (signing, reading the body).
 */
const quietTurns = 6;

/**
 * While nobody sleeps only an event or work outside of the world can settle what is waited for. Events of a minute then go together,
 * and the process gets a real millisecond after them: a bucket's lifecycle queues its next run for ever, and would run through the
 * centuries in one turn while a test runner still loads a module. Milliseconds, simulated.
 */
const together = 60_000;

/** So many such steps, each of at least a real millisecond, are patience enough. */
const mostAlone = 10_000;

/** Work of this process that the loop's turns do not show: files, child processes, sockets, look-ups, compression. */
const outsideWork = new Set([
  "FSReqCallback",
  "FSReqPromise",
  "ProcessWrap",
  "GetAddrInfoReqWrap",
  "TCPConnectWrap",
  "HTTPClientRequest",
  "Zlib",
]);

/** What the world tells about work of this process, so that quiet can be told from work. Both numbers are the world's to change. */
export interface WorldActivity {
  /** Grows with every call, event and start or end of background work. */
  readonly count: number;
  /** Functions that run right now. */
  readonly background: number;
}

/**
 * Simulated time that stands still while the process works and jumps to the next queued event when it rests. `run`
 * drives it; without `run` no time passes.
 */
export class VirtualTimeline implements Timeline {
  readonly #queue = new EventQueue();
  readonly #dispatch: Dispatch;
  readonly #activity: WorldActivity;
  #time: number;
  #stirred = 0;
  #running = 0;

  constructor(start: Date, dispatch: Dispatch, activity: WorldActivity) {
    this.#time = start.getTime();
    this.#dispatch = dispatch;
    this.#activity = activity;
  }

  get time(): number {
    return this.#time;
  }

  now(): Date {
    return new Date(this.#time);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.#stirred += 1;
    return sleepUntil(this.#queue, this.#time + Math.max(0, milliseconds), signal);
  }

  schedule(at: number, event: string, payload: unknown): number {
    return this.#queue.add(Math.max(at, this.#time), { kind: "event", event, payload });
  }

  cancel(id: number): void {
    this.#queue.cancel(id);
  }

  async run<T>(promise: Promise<T>): Promise<T> {
    if (this.#running > 0) throw new Error("the timeline is already running: one run at a time");
    this.#running += 1;
    try {
      await this.#drive(promise);
    } finally {
      this.#running -= 1;
    }
    return await promise;
  }

  save(): SavedTimeline {
    return { time: this.#time, nextId: this.#queue.nextId, events: structuredClone(this.#queue.events()) };
  }

  restore(saved: SavedTimeline): void {
    this.#time = saved.time;
    this.#queue.restoreEvents(structuredClone(saved.events), saved.nextId);
  }

  stop(): void {
    // Nothing runs by itself here.
  }

  async #drive(promise: Promise<unknown>): Promise<void> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    for (let alone = 0; ;) {
      await this.#drain(() => settled);
      if (settled) return;
      if (this.#queue.hasSleepers) {
        alone = 0;
        this.#step();
        continue;
      }
      const next = this.#queue.peek();
      if (next === undefined || alone > mostAlone)
        throw new Error("the promise waits for something that no queued event will bring");
      this.#step(next.at + together);
      await realSleep(1);
      alone += 1;
    }
  }

  /** Handles events until one could have given the process something to do: the first, and more of them up to a time. */
  #step(until = Number.POSITIVE_INFINITY): void {
    for (;;) {
      const entry = this.#queue.pop();
      if (entry === undefined) return;
      this.#time = Math.max(this.#time, entry.at);
      if (entry.work.kind === "wake") {
        entry.work.wake();
        return;
      }
      this.#dispatch(entry.work.event, entry.work.payload);
      if (this.#activity.background > 0) return;
      const next = this.#queue.peek();
      if (next === undefined || next.at > until) return;
    }
  }

  async #drain(settled: () => boolean): Promise<void> {
    let seen = this.#stirred + this.#activity.count;
    for (let quiet = 0; quiet < quietTurns && !settled(); quiet += 1) {
      await nextTurn();
      const now = this.#stirred + this.#activity.count;
      if (now !== seen) quiet = 0;
      seen = now;
      // What Node does outside of its loop is asked for only before it counts: asking takes longer than a turn.
      if (
        quiet === quietTurns - 1 &&
        process.getActiveResourcesInfo().some((kind) => outsideWork.has(kind))
      ) {
        await realSleep(1);
        quiet = 0;
      }
    }
  }
}
