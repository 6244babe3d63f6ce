import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { statements } from "../support/statements/statements.ts";
import { plants } from "./plants.ts";
import { playWorld } from "./play-world.ts";

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
  const [first, second] = [await playWorld(1, 1), await playWorld(1, 1)];
  expect(first.calls).toBeGreaterThan(200);
  expect(second.log).toBe(first.log);
  expect({ ...second, cpuSeconds: 0 }).toEqual({ ...first, cpuSeconds: 0 });
});
