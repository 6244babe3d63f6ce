import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assign, shareOf } from "../../src/lease/assign.ts";
import { makeSimulatedAws } from "../../src/simulator/simulated-aws.ts";
import { type LeaseTask, MemoryLeaseStore, taskStarter } from "./lease-rig.ts";

const second = 1_000;

function rig(shares = 1) {
  const world = makeSimulatedAws({ seed: "lease" });
  const store = new MemoryLeaseStore();
  const start = taskStarter(store, world.clock, shares);
  const pass = (seconds: number): Promise<void> => world.run(world.clock.sleep(seconds * second));
  return { world, store, start, pass };
}

function mayWrite({ lease }: LeaseTask, application = "shop"): boolean {
  try {
    lease.fenceOf(application).check();
    return true;
  } catch {
    return false;
  }
}

describe("a lease of one share", () => {
  test("the first task has it, the second waits", async () => {
    const { start, pass } = rig();
    const [first, second_] = [start("a"), start("b")];
    await pass(120);
    expect([mayWrite(first), mayWrite(second_)].filter(Boolean)).toHaveLength(1);
  });

  test("a task that is told to stop gives it back, and the next has it within seconds", async () => {
    const { start, pass } = rig();
    const first = start("a");
    await pass(10);
    const next = start("b");
    await pass(30);
    expect(mayWrite(first)).toBe(true);
    first.stop();
    await pass(5);
    expect([mayWrite(first), mayWrite(next)]).toEqual([false, true]);
  });

  test("a task that is gone is followed within 30 seconds, wherever in its round it went", async () => {
    for (let moment = 0; moment < 12; moment += 1) {
      const { start, pass, world } = rig();
      const first = start("a");
      await pass(7);
      const next = start("b");
      await pass(20 + moment / 2);
      first.freeze();
      const gone = world.clock.now().getTime();
      while (!mayWrite(next)) await pass(0.5);
      expect(world.clock.now().getTime() - gone).toBeLessThanOrEqual(30 * second);
      expect(mayWrite(first)).toBe(false);
    }
  });

  test("a task that wakes up again knows that it has lost the lease before it writes anything", async () => {
    const { start, pass } = rig();
    const first = start("a");
    await pass(7);
    const next = start("b");
    await pass(3);
    first.freeze();
    await pass(60);
    const turn = next.lease.turnOf("shop");
    first.thaw();
    expect(mayWrite(first)).toBe(false);
    await pass(60);
    expect([mayWrite(first), mayWrite(next), turn?.aborted]).toEqual([false, true, false]);
  });

  test("while the store cannot be reached the fence shuts in time; when it can again, the same task goes on", async () => {
    const { start, pass, store } = rig();
    const only = start("a");
    await pass(10);
    const turn = only.lease.turnOf("shop");
    store.isDown = true;
    await pass(16);
    expect([mayWrite(only), turn?.aborted]).toEqual([false, true]);
    store.isDown = false;
    await pass(10);
    expect(mayWrite(only)).toBe(true);
    expect([...store.texts.keys()].filter((name) => name.startsWith("tasks/"))).toHaveLength(1);
  });

  test("a renewal whose answer was lost is found again", async () => {
    const { start, pass, store } = rig();
    const only = start("a");
    await pass(10);
    store.losesAnswers = true;
    await pass(5);
    store.losesAnswers = false;
    await pass(30);
    expect(mayWrite(only)).toBe(true);
    expect(only.lease.turnOf("shop")?.aborted).toBe(false);
  });

  test("a task with the only share writes one text every six seconds and asks for nothing else", async () => {
    const { start, pass, store } = rig();
    start("a");
    await pass(30);
    const before = store.writes;
    await pass(600);
    expect(store.writes - before).toBe(100);
  });

  test("tasks that divide applications otherwise wait for each other", async () => {
    const { world, store, pass } = rig();
    const old = taskStarter(store, world.clock, 1)("old");
    await pass(10);
    const next = taskStarter(store, world.clock, 12)("new");
    await pass(60);
    expect([mayWrite(old), mayWrite(next)]).toEqual([true, false]);
    old.stop();
    await pass(15);
    expect([mayWrite(old), mayWrite(next)]).toEqual([false, true]);
  });
});

describe("shares", () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 20 });

  test("each share is for one task, and no task has more than its part", () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 60 }), (tasks, shares) => {
        const assigned = assign(tasks, shares);
        expect(assigned.size).toBe(shares);
        for (const task of tasks) {
          const count = [...assigned.values()].filter((one) => one === task).length;
          expect(count).toBeLessThanOrEqual(Math.ceil(shares / tasks.length));
        }
      }),
    );
  });

  test("it depends on who is there and not on the order in which they are named", () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 60 }), (tasks, shares) => {
        expect(assign(tasks.toReversed(), shares)).toEqual(assign(tasks, shares));
      }),
    );
  });

  test("when one of twelve tasks goes, at most a third of the others' shares move", () => {
    const tasks = Array.from({ length: 12 }, (_, index) => `task-${index}`);
    const before = assign(tasks, 48);
    for (const gone of tasks) {
      const after = assign(
        tasks.filter((task) => task !== gone),
        48,
      );
      const moved = [...before].filter(([share, task]) => task !== gone && after.get(share) !== task);
      expect(moved.length).toBeLessThanOrEqual(16);
    }
  });

  test("two thousand applications are spread evenly over 48 shares", () => {
    const load = Array.from({ length: 48 }, () => 0);
    for (let index = 0; index < 2_000; index += 1) {
      const share = shareOf(`app-${index}`, 48);
      load[share] = (load[share] ?? 0) + 1;
    }
    expect(Math.max(...load)).toBeLessThan(2 * (2_000 / 48));
  });
});
