import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { readEnvironmentManifest } from "../../src/manifest/read-environment-manifest.ts";
import { readPipelineManifest } from "../../src/manifest/read-pipeline-manifest.ts";
import { readWorkloadManifest } from "../../src/manifest/read-workload-manifest.ts";
import { isDeep } from "../support/depth.ts";
import { mutate, seededNumbers } from "./mutations.ts";

/** How many inputs are tried; `AUTOLAND_FUZZ` takes another number. */
const inputs = Number(process.env["AUTOLAND_FUZZ"] ?? (isDeep ? 100_000 : 2_000));
/** Each input has its own seed, counted from this one, so that a failure can be tried alone. */
const firstSeed = Number(process.env["AUTOLAND_FUZZ_SEED"] ?? 1);

const folder = path.join(import.meta.dirname, "documentation-examples");
const examples = readdirSync(folder)
  .filter((file) => file.endsWith(".yml"))
  .map((file) => readFileSync(path.join(folder, file), "utf8"));

test(
  `${inputs} damaged manifests are read or refused, each within a second and in bounded memory`,
  { timeout: Math.max(60_000, inputs * 20) },
  () => {
    const slow: number[] = [];
    const kinds = new Set<string>();
    const before = process.memoryUsage().heapUsed;
    for (let seed = firstSeed; seed < firstSeed + inputs; seed += 1) {
      const text = inputOf(seed);
      const start = performance.now();
      for (const kind of readAll(text, seed)) kinds.add(kind);
      if (performance.now() - start > 1_000) slow.push(seed);
    }
    expect(slow).toEqual([]);
    expect([...kinds].toSorted()).toEqual(["invalid", "read"]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(400 * 1024 * 1024);
  },
);

function inputOf(seed: number): string {
  const random = seededNumbers(seed);
  const example = examples[Math.floor(random() * examples.length)] ?? "";
  return mutate(example, random);
}

/** Reads a text as each kind of manifest. Findings must point into the text and say something. */
function readAll(text: string, seed: number): readonly string[] {
  const file = `seed ${seed}`;
  const interpolation = { application: "shop", environment: "test", variables: {} };
  const readings = [
    readWorkloadManifest(text, { file, environment: "prod", interpolation }),
    readEnvironmentManifest(text, { file, interpolation }),
    readPipelineManifest(text, { file }),
  ];
  const lines = text.split("\n").length;
  for (const reading of readings) {
    const findings = reading.kind === "read" ? reading.warnings : reading.findings;
    const placed = findings.every(
      ({ place, message }) => place.line >= 1 && place.line <= lines && place.column >= 1 && message !== "",
    );
    if (!placed || (reading.kind === "invalid" && findings.length === 0))
      throw new Error(`${file}: ${JSON.stringify(findings)}`);
  }
  return readings.map((reading) => reading.kind);
}
