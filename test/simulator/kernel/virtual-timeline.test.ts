import { expect, test } from "vitest";
import { VirtualTimeline } from "../../../src/simulator/kernel/virtual-timeline.ts";

const start = new Date("2026-11-20T08:00:00Z");
const day = 86_400_000;

/** A timeline on which something recurs each day for ever, as a bucket's lifecycle does. */
function recurring(): { readonly timeline: VirtualTimeline; readonly runs: () => number } {
  let runs = 0;
  const again = (): void => {
    runs += 1;
    timeline.schedule(timeline.time + day, "daily", undefined);
  };
  const timeline = new VirtualTimeline(start, again, { count: 0, background: 0 });
  timeline.schedule(start.getTime() + day, "daily", undefined);
  return { timeline, runs: () => runs };
}

test("work outside of the world is waited for while something recurs for ever", async () => {
  const { timeline } = recurring();
  // A timer stands for what the loop's turns do not show: a test runner that loads a module in another process.
  const outside = new Promise<string>((resolve) => {
    setTimeout(() => resolve("loaded"), 30);
  });
  expect(await timeline.run(outside)).toBe("loaded");
});

test("what recurs happens at its times while somebody sleeps", async () => {
  const { timeline, runs } = recurring();
  await timeline.run(timeline.sleep(10 * day + 1));
  expect(runs()).toBe(10);
  expect(timeline.time).toBe(start.getTime() + 10 * day + 1);
});

test("a sleeper that was aborted is none", async () => {
  const { timeline, runs } = recurring();
  const abort = new AbortController();
  const sleep = timeline.sleep(10 * day, abort.signal);
  abort.abort(new Error("no longer"));
  await expect(timeline.run(sleep)).rejects.toThrow("no longer");
  expect(runs()).toBe(0);
});
