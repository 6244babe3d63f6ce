import { parseArgs } from "node:util";
import { writeFigures } from "./figures.ts";
import { callsIn, type MeasuredAutoland, type Pass, serveFleet, startAutoland } from "./fleet-bench.ts";
import { type AtSize, figuresAt, growthFaults, growthTable } from "./growth-table.ts";
import { median } from "./measure.ts";

/**
 * How processor time, AWS calls and memory grow with the targets: a cold start, one that finds in S3 what an earlier process has read, a
 * pass that finds nothing to do, and a full one, in which every repository has a commit that touches every manifest. Fails when
 * something clearly grows more than the targets do.
 */
const { sizes: asked = "100,1000" } = parseArgs({
  options: { sizes: { type: "string" }, json: { type: "boolean" } },
}).values;

const measured: AtSize[] = [];
for (const size of asked.split(",").map(Number)) measured.push(await measureAt(size));
process.stderr.write(`${growthTable(measured)}\n`);
const faults = growthFaults(measured);
for (const fault of faults) process.stderr.write(`bench: ${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
writeFigures({ figures: Object.assign({}, ...measured.map(figuresAt)) });

async function measureAt(targets: number): Promise<AtSize> {
  const aws = await serveFleet(targets);
  const cold = await startAutoland(aws, { cache: true });
  const start = await cold.pass();
  const startPeak = cold.peak();
  const idle = await idlePasses(cold, targets);
  const full = await cold.pass({ commit: true });
  const peak = cold.peak();
  await cold.end();
  const cached = await startAutoland(aws, { cache: true });
  const restart = await cached.pass();
  const restartPeak = cached.peak();
  await cached.end();
  aws.stop();
  const idleCalls = idle.map(({ calls }) => callsIn(calls));
  return {
    targets,
    kinds: {
      "cold start": { cpu: start.cpuSeconds, calls: callsIn(start.calls), peak: startPeak },
      "cold start with the cache": {
        cpu: restart.cpuSeconds,
        calls: callsIn(restart.calls),
        peak: restartPeak,
      },
      "idle pass": {
        cpu: median(idle.map(({ cpuSeconds }) => cpuSeconds)),
        calls: Math.min(...idleCalls),
        peak,
      },
      "full pass": { cpu: full.cpuSeconds, calls: callsIn(full.calls), peak },
    },
  };
}

/** Five; of ten thousand targets three, which take as long as all others together. */
async function idlePasses(autoland: MeasuredAutoland, targets: number): Promise<readonly Pass[]> {
  const passes = [];
  for (let round = 0; round < (targets > 1_000 ? 3 : 5); round += 1) passes.push(await autoland.pass());
  return passes;
}
