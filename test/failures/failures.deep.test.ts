import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { isDeep } from "../support/depth.ts";
import { play } from "./play.ts";
import { readScenarios, scenarioSchema } from "./scenario.ts";

const scenarios = readScenarios(fileURLToPath(new URL("../scenarios/failures", import.meta.url)));

/** One of each way to go wrong; `npm run failures` plays them all, and so does `test:all`. */
const sample = new Set([
  "crash-loop",
  "custom-resource-silent",
  "foreign-update",
  "nested-stack",
  "subnet-full",
  "termination-protection",
]);
const played = scenarios.filter(({ id }) => isDeep || sample.has(id));

describe.each(played)("$id", (scenario) => {
  test("its cause is named and a good commit goes through", { timeout: 120_000 }, async () => {
    const { faults } = await play(scenario);
    expect(faults).toEqual([]);
  });
});

test("there are at least 25 failures, and each file has a source", () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(25);
});

test("a file with an unknown key is refused by name", () => {
  expect(
    scenarioSchema.safeParse({ what: "x", source: "https://x.example", sudden: true }).error?.message,
  ).toContain("sudden");
});
