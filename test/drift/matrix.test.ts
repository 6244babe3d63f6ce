import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import type { DeployedByCopilot } from "../support/copilot-application.ts";
import { emptyEnvironment, playCleanApplication } from "./clean-applications.ts";
import { drawnScenarios, matrixApplication } from "./matrix.ts";
import { playScenario } from "./play-scenario.ts";
import { readScenarios } from "./scenario.ts";

let adopted: DeployedByCopilot;

beforeAll(async () => {
  adopted = await matrixApplication();
}, 120_000);

const scenarios = readScenarios(fileURLToPath(new URL("../scenarios/drift", import.meta.url)));

test.each(scenarios.map((scenario) => [scenario.id, scenario] as const))("%s", async (_id, scenario) => {
  const { isFound, beside, how } = await playScenario(scenario, adopted);
  expect(isFound, how).toBe(true);
  expect(beside).toEqual([]);
});

test("a sample of drawn edits is found, each in its layer", { timeout: 120_000 }, async () => {
  for (const scenario of await drawnScenarios(adopted, 7, { live: 12, template: 4, git: 4 })) {
    const { isFound, beside, how } = await playScenario(scenario, adopted);
    expect(isFound, `${scenario.name}: ${how}`).toBe(true);
    expect(beside).toEqual([]);
  }
});

test("random applications that nobody touched have no drift", { timeout: 120_000 }, async () => {
  const base = await emptyEnvironment();
  for (let seed = 0; seed < 5; seed += 1) expect(await playCleanApplication(base, seed)).toEqual([]);
});
