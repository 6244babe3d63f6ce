import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { playScenario } from "./play-scenario.ts";
import { readScenarios } from "./scenario.ts";

const scenarios = readScenarios(fileURLToPath(new URL("../scenarios/hostile", import.meta.url)));

test("there are at least forty hostile commits, and honest ones beside them", () => {
  const expected = scenarios.map(({ expect: { outcome } }) => outcome);
  expect(expected.filter((outcome) => outcome === "stopped").length).toBeGreaterThanOrEqual(40);
  expect(expected.filter((outcome) => outcome === "passes").length).toBeGreaterThanOrEqual(10);
});

test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))("%s", async (_id, scenario) => {
  const { isAsExpected, how } = await playScenario(scenario);
  expect(isAsExpected, how).toBe(true);
});
