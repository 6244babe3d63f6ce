import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parseManifest } from "../../src/manifest/manifest-document.ts";
import { resolveWorkload } from "../../src/manifest/read-workload-manifest.ts";
import { writeFigures } from "./figures.ts";
import { measure, median } from "./measure.ts";

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
await timeOf(0);
const times = [];
for (let round = 1; round <= rounds; round += 1) times.push(await timeOf(round));
const msPerInput = 1000 / inputsOfARound;
const lines = Math.round(examples.reduce((sum, text) => sum + text.split("\n").length, 0) / examples.length);

writeFigures({
  figures: {
    "CPU ms per manifest": median(times.map(({ cpuSeconds }) => cpuSeconds)) * msPerInput,
    "wall ms per manifest": median(times.map(({ wallSeconds }) => wallSeconds)) * msPerInput,
    "environments read for": environments.length,
    "lines on average": lines,
  },
});

function timeOf(round: number): ReturnType<typeof measure> {
  const texts = inputs.slice(round * inputsOfARound, (round + 1) * inputsOfARound);
  return measure(() => texts.forEach(read));
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
