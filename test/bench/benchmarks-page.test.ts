import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { benchmarksPage, comparison } from "./benchmarks-page.ts";
import { benchmarks } from "./benchmarks.ts";
import { keptFigures } from "./kept-figures.ts";

const docs = new URL("../../docs/", import.meta.url);
const kept = keptFigures.parse(JSON.parse(readFileSync(new URL("benchmarks.json", docs), "utf8")));

test("the page says what the kept figures are", () => {
  expect(readFileSync(new URL("benchmarks.md", docs), "utf8")).toBe(benchmarksPage(kept));
});

test("every benchmark has kept figures", () => {
  expect(Object.keys(kept.benchmarks)).toEqual(benchmarks.map(({ name }) => name));
});

test.each([
  ["a figure that was not kept", undefined, 2, "(new)"],
  ["a figure that stayed", 2, 2, "(same)"],
  ["a figure that fell by a fifth", 2.5, 2, "(was 2.5, -20%)"],
  ["a figure that doubled", 1, 2, "(was 1, +100%)"],
  ["a figure that was nothing", 0, 2, "(was 0)"],
])("%s is compared in words", (_, before, now, text) => {
  expect(comparison(before, now)).toBe(text);
});
