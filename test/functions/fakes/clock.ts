import type { FunctionClock } from "../../../src/functions/custom-resource/world.ts";

/** A clock on which time passes only by sleeping; alarms ring when the sleep that passes them begins. */
export class FakeClock implements FunctionClock {
  #now = Date.parse("2026-11-20T20:00:00Z");
  readonly #alarms = new Map<() => void, number>();
  readonly #started = this.#now;

  now(): number {
    return this.#now;
  }

  /** Seconds since the clock was made. */
  get elapsed(): number {
    return (this.#now - this.#started) / 1000;
  }

  /** Lets time pass without anybody sleeping. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const [ring, at] of this.#alarms) {
      if (at > this.#now) continue;
      this.#alarms.delete(ring);
      ring();
    }
  }

  /** How much longer than asked the next sleep takes: a function that Lambda froze wakes up late. */
  oversleep = 0;

  async sleep(milliseconds: number): Promise<void> {
    this.advance(milliseconds + this.oversleep);
  }

  alarm(milliseconds: number, ring: () => void): () => void {
    this.#alarms.set(ring, this.#now + milliseconds);
    return () => void this.#alarms.delete(ring);
  }
}
