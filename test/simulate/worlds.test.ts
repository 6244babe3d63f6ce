import { readFileSync } from "node:fs";
import { randomInt } from "node:crypto";
import { describe, expect, test } from "vitest";
import { statements } from "../support/statements/statements.ts";
import { faultLines } from "./summary.ts";
import { plants } from "./plants.ts";
import { playWorld } from "./play-world.ts";

/** Short days: `npm run simulate` plays whole ones. */
const hours = 0.75;
const howMany = 20;
const fixed = seedsFrom(1);
/** Others in each run, so that what nobody has thought of is met by and by. AUTOLAND_SEED fixes them: they begin at it. */
const fresh = seedsFrom(Number(process.env["AUTOLAND_SEED"] ?? randomInt(1_000, 1_000_000_000)));

test("the statements are those of product.md, by their numbers", () => {
  expect(statements.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test.each(plants)("the texts that the plant $name changes stand in their files once", ({ edits }) => {
  for (const { file, text } of edits) {
    const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), "utf8");
    expect(source.split(text)).toHaveLength(2);
  }
});

test("each statement has a plant", () => {
  expect(plants.map(({ statement }) => statement)).toEqual(statements.map(({ number }) => number));
});

test("the same seed plays the same world, call for call", { timeout: 240_000 }, async () => {
  const [first, second] = [await playWorld(1, hours), await playWorld(1, hours)];
  expect(first.calls).toBeGreaterThan(200);
  expect({ ...second, cpuSeconds: 0 }).toEqual({ ...first, cpuSeconds: 0 });
});

describe.each([
  ["fixed", fixed],
  ["fresh", fresh],
] as const)("%s worlds hold and converge", (_name, seeds) => {
  test.each(seeds)("seed %i", { timeout: 240_000 }, async (seed) => {
    const options = { seeds, hours, workers: 1, json: false, http: false };
    expect(faultLines(await playWorld(seed, hours), options)).toEqual([]);
  });
});

function seedsFrom(first: number): readonly number[] {
  return Array.from({ length: howMany }, (_, index) => first + index);
}
