import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { drawnScenarios, matrixApplication } from "./matrix.ts";
import { type Played, playScenario } from "./play-scenario.ts";
import { readScenarios } from "./scenario.ts";

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    seed: { type: "string", default: "1" },
    clean: { type: "string", default: "1000" },
    json: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const own = fileURLToPath(new URL("../scenarios/drift", import.meta.url));

const adopted = await matrixApplication();
const drawn =
  values.dir === undefined ? await drawnScenarios(adopted, seed, { live: 110, template: 30, git: 30 }) : [];
const scenarios = [...readScenarios(values.dir ?? own), ...drawn];
const played: Played[] = [];
for (const scenario of scenarios) {
  played.push(
    await playScenario(scenario, adopted).catch((error: unknown) => ({
      scenario,
      isFound: false,
      beside: [],
      how: `it could not be played: ${error instanceof Error ? error.message : String(error)}`,
    })),
  );
}
const wrong = played.flatMap(({ scenario, beside }) => beside.map((what) => `${scenario.id}: ${what}`));
const clean = values.dir === undefined ? Number(values.clean) : 0;
const half = Math.ceil(clean / 2);
const seeds = Array.from({ length: clean }, (_, number) => seed * 100_000 + number);
const reported = await Promise.all([playClean(seeds.slice(0, half)), playClean(seeds.slice(half))]);
wrong.push(...reported.flat());

const found = played.filter(({ isFound }) => isFound).length;
if (values.json) {
  const told = played.map(({ scenario: { id, name, expect }, isFound, beside, how }) => ({
    id,
    name,
    expect,
    isFound,
    beside,
    how,
  }));
  write(
    `${JSON.stringify({ schemaVersion: 1, kind: "drift-matrix", seed, scenarios: told, clean, false: wrong }, null, 2)}\n`,
  );
} else {
  for (const { scenario, isFound, how } of played)
    write(
      `${isFound ? "ok  " : "FAIL"} ${scenario.id}: ${scenario.name}${isFound ? "" : `\n       ${how}`}\n`,
    );
  for (const what of wrong) write(`FALSE ${what}\n`);
  const types = new Set(played.flatMap(({ scenario: { name } }) => /AWS::[A-Za-z0-9:]+/.exec(name) ?? []));
  write(`${types.size} resource types; ${clean} random applications without drift\n`);
}
(values.json ? process.stderr : process.stdout).write(
  `${found} of ${played.length} found, ${wrong.length} false\n`,
);
process.exitCode = found === played.length && wrong.length === 0 ? 0 : 1;

function write(text: string): void {
  process.stdout.write(text);
}

/** In a thread of its own: there are two cores, and each application takes a third of a second. */
async function playClean(chosen: readonly number[]): Promise<readonly string[]> {
  if (chosen.length === 0) return [];
  const worker = new Worker(new URL("clean-worker.ts", import.meta.url), { workerData: { seeds: chosen } });
  return new Promise((resolve, reject) => {
    worker.once("message", (message: unknown) => resolve(z.array(z.string()).parse(message)));
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`a worker ended with ${code} before it answered`)));
  });
}
