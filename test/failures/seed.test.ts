import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openAdoptedShop } from "../support/shop.ts";
import { play } from "./play.ts";
import { readScenarios } from "./scenario.ts";

const folder = fileURLToPath(new URL("../scenarios/failures", import.meta.url));

async function chanceIn(seed?: string): Promise<readonly string[]> {
  const { world } = await openAdoptedShop(seed === undefined ? {} : { seed });
  return [world.seed, world.random.uuid()];
}

test("the same seed plays the same, another seed plays another course", async () => {
  const [one, again, other, own] = await Promise.all(
    ["1", "1", "2", undefined].map((seed) => chanceIn(seed)),
  );
  expect(again).toEqual(one);
  expect(other?.[1]).not.toBe(one?.[1]);
  expect(own?.[0]).toBe("shop");
  expect(own?.[1]).not.toBe(one?.[1]);
});

test(
  "faults with a probability follow the seed, and the cause is named under each",
  { timeout: 60_000 },
  async () => {
    const [scenario] = readScenarios(folder).filter(({ id }) => id === "throttled");
    if (scenario === undefined) throw new Error("there is no scenario throttled");
    const one = await play(scenario, "1");
    const again = await play(scenario, "1");
    const other = await play(scenario, "2");
    expect(again).toEqual(one);
    expect(other.told.map(({ at }) => at)).not.toEqual(one.told.map(({ at }) => at));
    expect([...one.faults, ...other.faults]).toEqual([]);
  },
);
