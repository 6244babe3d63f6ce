import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { statements } from "../support/statements/statements.ts";
import { faultLines } from "./summary.ts";
import { plants } from "./plants.ts";
import { playWorld } from "./play-world.ts";

/** Short days: `npm run simulate` plays whole ones. */
const hours = 1;
const howMany = 20;
const fixed = Array.from({ length: howMany }, (_, index) => index + 1);
/** Other worlds, from the seed that AUTOLAND_SEED names. Not drawn by lot until a thousand worlds of a day have held (docs/proofs.md). */
const begins = process.env["AUTOLAND_SEED"] === undefined ? [] : [Number(process.env["AUTOLAND_SEED"])];

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

test(`${howMany} fixed worlds hold and converge`, { timeout: 600_000 }, () => playAll(fixed));

test.each(begins)(`${howMany} more worlds, from seed %i, hold and converge`, { timeout: 600_000 }, (begin) =>
  playAll(Array.from({ length: howMany }, (_, index) => begin + index)),
);

async function playAll(seeds: readonly number[]): Promise<void> {
  const options = { seeds, hours, workers: 1, json: false, http: false };
  for (const seed of seeds) expect(faultLines(await playWorld(seed, hours), options)).toEqual([]);
}
