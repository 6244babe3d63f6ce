import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stopOnSignals, stopWithin } from "../../src/program/stop-on-signals.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class Process extends EventEmitter {
  readonly exits: number[] = [];

  exit(code: number): void {
    this.exits.push(code);
  }
}

test.each(["SIGTERM", "SIGINT"])("%s raises the signal, and says by what", (name) => {
  const process = new Process();
  const signal = stopOnSignals(process, () => undefined);
  expect(signal.aborted).toBe(false);
  process.emit(name);
  expect(signal.reason).toEqual(new Error(`stopped by ${name}`));
});

test("what has not ended after 100 s is ended, not before, and it is said", () => {
  const process = new Process();
  const said: string[] = [];
  stopOnSignals(process, (text) => said.push(text));
  process.emit("SIGTERM");
  vi.advanceTimersByTime(99_999);
  expect([process.exits, said]).toEqual([[], []]);
  vi.advanceTimersByTime(1);
  expect([process.exits, stopWithin]).toEqual([[1], 100_000]);
  expect(said.join("")).toContain("100 s after SIGTERM");
});

test("a second signal has no listener, so that it ends the process as the system does", () => {
  const process = new Process();
  stopOnSignals(process, () => undefined);
  process.emit("SIGTERM");
  expect(process.listenerCount("SIGTERM")).toBe(0);
});
