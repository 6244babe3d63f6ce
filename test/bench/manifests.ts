import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseManifest } from "../../src/manifest/manifest-document.ts";
import { resolveWorkload } from "../../src/manifest/read-workload-manifest.ts";

/**
 * How long one realistic manifest takes, from text to checked manifests for three environments (issue: under 1 ms).
 * Inputs are the examples of every workload type, each made distinct, so that nothing is read twice. Median of five.
 */
const environments = ["test", "staging", "prod"] as const;
const rounds = 5;
const inputsOfARound = 400;

const folder = path.join(import.meta.dirname, "../manifest/documentation-examples");
const examples = readdirSync(folder)
  .filter((file) => file.endsWith(".yml") && !/^(environment|pipeline)/.test(file))
  .map((file) => readFileSync(path.join(folder, file), "utf8"));

const inputs = Array.from({ length: (rounds + 1) * inputsOfARound }, (_, at) => {
  const text = examples[at % examples.length] ?? "";
  return `# input ${at}\n${text}`;
});

// The first round warms the machine up and is not counted.
const times = Array.from({ length: rounds + 1 }, (_, round) => timeOf(round)).slice(1);
const median = times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
const lines = Math.round(examples.reduce((sum, text) => sum + text.split("\n").length, 0) / examples.length);

if (process.argv.includes("--json")) {
  process.stdout.write(
    `${JSON.stringify({ kind: "bench-manifests", schemaVersion: 1, millisecondsPerManifest: median, environments: environments.length, lines, rounds: times })}\n`,
  );
} else {
  process.stdout.write(
    `${median.toFixed(3)} ms per manifest of ${lines} lines on average, for ${environments.length} environments (median of ${rounds})\n`,
  );
}

function timeOf(round: number): number {
  const start = performance.now();
  for (const text of inputs.slice(round * inputsOfARound, (round + 1) * inputsOfARound)) read(text);
  return (performance.now() - start) / inputsOfARound;
}

function read(text: string): void {
  const parsed = parseManifest(text, { file: "manifest.yml" });
  if (parsed.kind === "invalid") throw new Error(JSON.stringify(parsed.findings));
  for (const environment of environments) {
    const interpolation = { application: "shop", environment, variables: {} };
    const reading = resolveWorkload(parsed.document, { environment, interpolation });
    if (reading.kind === "invalid") throw new Error(JSON.stringify(reading.findings));
  }
}
