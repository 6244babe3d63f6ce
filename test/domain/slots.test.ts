import { expect, test } from "vitest";
import { makeSlots } from "../../src/domain/slots.ts";
import { makeWorld } from "../../src/simulator/kernel/make-world.ts";

const { signal } = new AbortController();

/** Work of so many milliseconds in each place, and when each piece began. */
async function play(
  places: number,
  patience: number,
  lasting: readonly number[],
): Promise<{ readonly begun: readonly number[]; readonly took: number }> {
  const world = makeWorld({ seed: "slots", start: new Date(0), services: [] });
  const slots = makeSlots(places, patience, world.clock);
  const begun: number[] = [];
  const work = async (milliseconds: number): Promise<void> => {
    begun.push(world.clock.now().getTime());
    await world.clock.sleep(milliseconds);
  };
  const all = Promise.all(lasting.map((milliseconds) => slots.use(() => work(milliseconds), signal)));
  await world.run(all);
  return { begun, took: world.clock.now().getTime() };
}

test("so many pieces of work run side by side, and the next begins as one ends", async () => {
  expect((await play(2, 1_000, [10, 30, 10, 10])).begun).toEqual([0, 0, 10, 20]);
});

test("work that lasts longer than the patience goes on, and its place goes to the next", async () => {
  expect(await play(1, 100, [500, 10, 10])).toEqual({ begun: [0, 100, 110], took: 500 });
});

test("work that fails gives its place back", async () => {
  const world = makeWorld({ seed: "slots", start: new Date(0), services: [] });
  const slots = makeSlots(1, 1_000, world.clock);
  await expect(slots.use(() => Promise.reject(new Error("it failed")), signal)).rejects.toThrow("it failed");
  await expect(slots.use(() => Promise.resolve("done"), signal)).resolves.toBe("done");
});

test("who gives up while waiting takes no place", async () => {
  const world = makeWorld({ seed: "slots", start: new Date(0), services: [] });
  const slots = makeSlots(1, 60_000, world.clock);
  const { promise, resolve } = Promise.withResolvers<string>();
  const first = slots.use(() => promise, signal);
  const impatient = new AbortController();
  const second = slots.use(() => Promise.resolve("never begun"), impatient.signal);
  const third = slots.use(() => Promise.resolve("third"), signal);
  impatient.abort(new Error("no longer needed"));
  await expect(second).rejects.toThrow("no longer needed");
  resolve("first");
  expect(await Promise.all([first, third])).toEqual(["first", "third"]);
});
