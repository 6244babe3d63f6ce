import { EventQueue } from "./event-queue.ts";
import { sleepUntil } from "./sleeping.ts";
import type { Dispatch, SavedTimeline, Timeline } from "./timeline.ts";

/** Node's longest timer. */
const longestTimer = 2_147_483_647;

/** Simulated time that runs by itself, `factor` times as fast as real time: for the demo and the HTTP server. */
export class ScaledTimeline implements Timeline {
  readonly #queue = new EventQueue();
  readonly #dispatch: Dispatch;
  readonly #factor: number;
  #start: number;
  #realStart = performance.now();
  #floor: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(start: Date, factor: number, dispatch: Dispatch) {
    if (!(factor > 0)) throw new Error(`the clock's factor must be above 0, not ${factor}`);
    this.#start = start.getTime();
    this.#floor = this.#start;
    this.#factor = factor;
    this.#dispatch = dispatch;
  }

  get time(): number {
    const computed = this.#start + (performance.now() - this.#realStart) * this.#factor;
    return Math.max(this.#floor, Math.floor(computed));
  }

  now(): Date {
    return new Date(this.time);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const slept = sleepUntil(this.#queue, this.time + Math.max(0, milliseconds), signal);
    this.#arm();
    return slept;
  }

  schedule(at: number, event: string, payload: unknown): number {
    const id = this.#queue.add(at, { kind: "event", event, payload });
    this.#arm();
    return id;
  }

  cancel(id: number): void {
    this.#queue.cancel(id);
  }

  async run<T>(promise: Promise<T>): Promise<T> {
    return await promise;
  }

  save(): SavedTimeline {
    return { time: this.time, nextId: this.#queue.nextId, events: structuredClone(this.#queue.events()) };
  }

  restore(saved: SavedTimeline): void {
    this.#start = saved.time;
    this.#floor = saved.time;
    this.#realStart = performance.now();
    this.#queue.restoreEvents(structuredClone(saved.events), saved.nextId);
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const first = this.#queue.peek();
    if (first === undefined) return;
    const wait = Math.ceil(Math.max(0, first.at - this.time) / this.#factor);
    this.#timer = setTimeout(() => this.#handleDue(), Math.min(wait, longestTimer));
    this.#timer.unref();
  }

  #handleDue(): void {
    for (
      let first = this.#queue.peek();
      first !== undefined && first.at <= this.time;
      first = this.#queue.peek()
    ) {
      this.#queue.pop();
      this.#floor = Math.max(this.#floor, first.at);
      if (first.work.kind === "wake") first.work.wake();
      else this.#dispatch(first.work.event, first.work.payload);
    }
    this.#arm();
  }
}
