import { describe, expect, test } from "vitest";
import { makeSyncQueue, type SyncQueue, type WorkEnd } from "../../src/reconcile/sync-queue.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";
import type { World } from "../../src/simulator/kernel/world.ts";

const seconds = 1_000;
const start = new Date("2026-11-20T09:00:00Z").getTime();

interface Bench {
  readonly world: World;
  readonly queue: SyncQueue;
  /** `name@second` for each look's start. */
  readonly starts: readonly string[];
  /** How many looks at one application ran side by side at most. */
  readonly overlap: () => number;
  /** Runs for so long, does something at given seconds, and stops. */
  readonly play: (forSeconds: number, acts?: Readonly<Record<number, () => void>>) => Promise<void>;
}

function bench(options: {
  readonly intervals: Readonly<Record<string, number>>;
  readonly lasts?: (name: string, nth: number) => number;
  readonly ends?: (name: string, nth: number) => WorkEnd;
  readonly random?: () => number;
  readonly sideBySide?: number;
}): Bench {
  const world = makeWorld({ seed: "queue", start: new Date(start), services: [] });
  const { clock } = world;
  const starts: string[] = [];
  const running = new Map<string, number>();
  const nths = new Map<string, number>();
  let most = 0;
  const queue = makeSyncQueue({
    intervals: new Map(Object.entries(options.intervals).map(([name, every]) => [name, every * seconds])),
    clock,
    random: options.random ?? (() => 0.5),
    ...(options.sideBySide === undefined ? {} : { sideBySide: options.sideBySide }),
    work: async (name, signal) => {
      const nth = (nths.get(name) ?? 0) + 1;
      nths.set(name, nth);
      starts.push(`${name}@${(clock.now().getTime() - start) / seconds}`);
      running.set(name, (running.get(name) ?? 0) + 1);
      most = Math.max(most, running.get(name) ?? 0);
      await clock.sleep((options.lasts?.(name, nth) ?? 0) * seconds, signal);
      running.set(name, (running.get(name) ?? 0) - 1);
      return options.ends?.(name, nth) ?? "well";
    },
  });
  return {
    world,
    queue,
    starts,
    overlap: () => most,
    play: async (forSeconds, acts = {}) => {
      const stop = new AbortController();
      const others = Object.entries(acts).map(async ([second, act]) => {
        await clock.sleep(Number(second) * seconds);
        act();
      });
      const end = clock.sleep(forSeconds * seconds).then(() => stop.abort(new Error("enough")));
      await world.run(Promise.all([queue.run(stop.signal), end, ...others]));
    },
  };
}

describe("an application", () => {
  test("is looked at at its interval", async () => {
    const on = bench({ intervals: { shop: 30 } });
    await on.play(100);
    expect(on.starts).toEqual(["shop@0", "shop@30", "shop@60", "shop@90"]);
  });

  test("is looked at at its interval however long a look takes, as long as half of it is rest", async () => {
    const quick = bench({ intervals: { shop: 30 }, lasts: () => 12 });
    await quick.play(100);
    expect(quick.starts).toEqual(["shop@0", "shop@30", "shop@60", "shop@90"]);
    const slow = bench({ intervals: { shop: 30 }, lasts: () => 40 });
    await slow.play(120);
    expect(slow.starts).toEqual(["shop@0", "shop@55", "shop@110"]);
  });

  test("that fails is looked at later and later, at most ten minutes later, and at its interval once it works", async () => {
    const on = bench({ intervals: { shop: 30 }, ends: (_name, nth) => (nth <= 6 ? "failed" : "well") });
    await on.play(2_170);
    const expected = [0, 60, 180, 420, 900, 1_500, 2_100, 2_130, 2_160];
    expect(on.starts).toEqual(expected.map((at) => `shop@${at}`));
  });

  test("is woken by a hint, once for many of them", async () => {
    const on = bench({ intervals: { shop: 30 } });
    const wake = (): void => on.queue.wake("shop");
    await on.play(45, { 10: () => [1, 2, 3].forEach(wake) });
    expect(on.starts).toEqual(["shop@0", "shop@10", "shop@40"]);
  });

  test("that is being looked at is looked at once more for what it was woken for, and never twice at once", async () => {
    const on = bench({ intervals: { shop: 30 }, lasts: () => 8 });
    const wake = (): void => on.queue.wake("shop");
    await on.play(37, { 3: wake, 5: wake });
    expect(on.starts).toEqual(["shop@0", "shop@8"]);
    expect(on.overlap()).toBe(1);
  });

  test("is not looked at more often than once a second, however often it is woken", async () => {
    const on = bench({ intervals: { shop: 600 } });
    const acts = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [10 + index / 10, () => on.queue.wake("shop")] as const),
    );
    await on.play(30, acts);
    expect(on.starts.length).toBeLessThanOrEqual(7);
  });

  test("that fails is not woken more often than it is looked at when all is well", async () => {
    const on = bench({ intervals: { shop: 30 }, ends: () => "failed" });
    const acts = Object.fromEntries(
      Array.from({ length: 28 }, (_, index) => [1 + index, () => on.queue.wake("shop")] as const),
    );
    await on.play(40, acts);
    expect(on.starts).toEqual(["shop@0", "shop@30"]);
  });

  test("that nobody knows is not woken", async () => {
    const on = bench({ intervals: { shop: 30 } });
    await on.play(10, { 1: () => on.queue.wake("bank") });
    expect(on.starts).toEqual(["shop@0"]);
  });
});

describe("many applications", () => {
  test("drift apart by up to a tenth of the interval, and none is looked at later than its interval", async () => {
    let next = 0;
    const on = bench({ intervals: { a: 100, b: 100 }, random: () => [0, 0.999][next++ % 2] ?? 0 });
    await on.play(115);
    expect(on.starts).toEqual(["a@0", "b@0", "a@90", "b@100"]);
  });

  test("are looked at so many at a time, in the order in which they asked", async () => {
    const intervals = Object.fromEntries(["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => [name, 600]));
    const on = bench({ intervals, sideBySide: 3, lasts: () => 2 });
    await on.play(20);
    expect(on.starts).toEqual(["a@0", "b@0", "c@0", "d@2", "e@2", "f@2", "g@4", "h@4"]);
  });

  test("are held up for ten seconds and no more by as many slow ones as there are places", async () => {
    const on = bench({
      intervals: { slow1: 600, slow2: 600, quick: 600 },
      sideBySide: 2,
      lasts: (name) => (name === "quick" ? 0 : 60),
    });
    await on.play(20);
    expect(on.starts).toEqual(["slow1@0", "slow2@0", "quick@10"]);
  });
});

describe("the end", () => {
  test("comes at once when everything waits, and with the last look otherwise", async () => {
    const on = bench({ intervals: { shop: 600, bank: 600 }, lasts: (name) => (name === "shop" ? 30 : 0) });
    await on.play(5);
    expect((on.world.clock.now().getTime() - start) / seconds).toBe(5);
  });

  test("comes with the fault of a look that throws, and ends the others", async () => {
    const world = makeWorld({ seed: "queue", start: new Date(start), services: [] });
    const ended: string[] = [];
    const queue = makeSyncQueue({
      intervals: new Map([
        ["good", 1_000],
        ["bad", 1_000],
      ]),
      clock: world.clock,
      random: () => 0,
      work: async (name, signal) => {
        if (name === "bad") throw new Error("a bug");
        await world.clock.sleep(60_000, signal).finally(() => ended.push(name));
        return "well";
      },
    });
    await expect(world.run(queue.run(new AbortController().signal))).rejects.toThrow("a bug");
    expect(ended).toEqual(["good"]);
  });
});
