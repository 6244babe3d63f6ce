import { parseArgs } from "node:util";
import { writeFigures } from "./figures.ts";
import { fleetOf } from "./fleet-application.ts";
import { callsIn, serveFleet, startAutoland } from "./fleet-bench.ts";
import { median } from "./measure.ts";

/**
 * What a pass costs that finds nothing to do, over `--targets` of 50 an application (20: one of four workloads): five passes after
 * the first one, which reads every template, and one after every repository got a commit that asks for nothing new. The simulated
 * AWS is another process, so that processor time and memory are Autoland's and the SDK's alone; repositories are in memory.
 */
const { targets: given = "20" } = parseArgs({
  options: { targets: { type: "string" }, json: { type: "boolean" } },
}).values;
const targets = Number(given);
/** Passes of a loop are a minute apart; one of them asks how services run, which loops do every five minutes. */
const rounds = 5;

const aws = await serveFleet(targets);
const autoland = await startAutoland(aws);
const before = autoland.peak();
const first = await autoland.pass();
const measured = [];
for (let round = 0; round < rounds; round += 1) measured.push(await autoland.pass());
const afterCommit = await autoland.pass({ commit: true });
const counts = measured.map(({ calls }) => callsIn(calls));

writeFigures({
  figures: {
    targets,
    applications: fleetOf(targets).length,
    "CPU s per pass": median(measured.map(({ cpuSeconds }) => cpuSeconds)),
    "CPU s, first pass": first.cpuSeconds,
    "wall s per pass": median(measured.map(({ wallSeconds }) => wallSeconds)),
    "peak RSS MiB": autoland.peak(),
    "RSS MiB before the first pass": before,
    "AWS calls per pass": median(counts),
    "AWS calls of a pass that asks how services run": Math.max(...counts),
    "AWS calls of a pass after a commit that asks for nothing new": callsIn(afterCommit.calls),
    "AWS calls, first pass": callsIn(first.calls),
    ...Object.fromEntries(
      Object.entries(measured[0]?.calls ?? {})
        .toSorted(([, a], [, b]) => b - a)
        .map(([call, count]) => [`calls ${call}`, count]),
    ),
  },
});
await autoland.end();
aws.stop();
