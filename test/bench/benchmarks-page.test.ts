import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { benchmarksPage } from "./benchmarks-page.ts";
import { benchmarks } from "./benchmarks.ts";
import { figuresFor, keptFigures, type ReleaseFigures } from "./kept-figures.ts";

const docs = new URL("../../docs/", import.meta.url);
const kept = keptFigures.parse(JSON.parse(readFileSync(new URL("benchmarks.json", docs), "utf8")));

test("the page says what the kept figures are", () => {
  expect(readFileSync(new URL("benchmarks.md", docs), "utf8")).toBe(benchmarksPage(kept));
});

test("every benchmark has kept figures of the newest release", () => {
  const newest = Object.values(kept.releases).at(-1);
  expect(Object.keys(newest?.benchmarks ?? {})).toEqual(benchmarks.map(({ name }) => name));
});

test.each([
  ["its own, once they are recorded", "2.0.0", "two"],
  ["those of the release before, until then", "2.1.0", "two"],
  ["its own when it is an older one", "1.0.0", "one"],
])("a release is compared with %s", (_, release, machine) => {
  const releases = { "1.0.0": measuredOn("one"), "2.0.0": measuredOn("two") };
  expect(figuresFor({ schemaVersion: 2, kind: "benchmarks", releases }, release)?.machine).toBe(machine);
});

function measuredOn(machine: string): ReleaseFigures {
  return { node: "24", processor: "P", machine, benchmarks: {} };
}
