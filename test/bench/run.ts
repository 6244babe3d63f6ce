import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import { type Benchmark, benchmarks, chooseBenchmarks } from "./benchmarks.ts";
import { benchmarksPage } from "./benchmarks-page.ts";
import { compareFigures, type Comparison, comparisonText, lostFigures } from "./compare-figures.ts";
import { type Figures, figureText } from "./figures.ts";
import { inImage } from "./in-image.ts";
import { figuresFor, type KeptFigures, keptFigures, type ReleaseFigures } from "./kept-figures.ts";

/**
 * `npm run bench`: each benchmark as a process of its own, one after another, and compared with the figures that are kept; exit 1 when
 * one is worse than is allowed. `--only NAME` runs one, and those that take minutes only then; `--targets N` measures so many targets instead
 * of those that are kept; `--latency` is short for `--only latency`; `--json` is for machines; `--record` writes docs/benchmarks.json and the page made from it.
 */
const root = path.join(import.meta.dirname, "../..");
const keptFile = path.join(root, "docs/benchmarks.json");
const page = path.join(root, "docs/benchmarks.md");

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    release: { type: "string", default: manifest.version },
    only: { type: "string" },
    targets: { type: "string" },
    latency: { type: "boolean", default: false },
  },
});

const chosen = chooseBenchmarks(options.latency ? { ...options, only: "latency" } : options);
if (chosen.length === 0) {
  process.stderr.write(
    `bench: there is no benchmark ${options.only}; there are ${benchmarks.map(({ name }) => name).join(", ")}\n`,
  );
  process.exitCode = 2;
} else if (options.record && options.targets !== undefined) {
  process.stderr.write("bench: --record keeps figures of the usual sizes; leave out --targets\n");
  process.exitCode = 2;
} else {
  await main();
}

async function main(): Promise<void> {
  const kept = await readKept();
  const known = kept === undefined ? undefined : figuresFor(kept, options.release);
  const results: Record<string, Figures> = {};
  const comparisons: Record<string, readonly Comparison[]> = {};
  const faults: string[] = [];
  for (const benchmark of chosen) {
    const { name } = benchmark;
    const figures = await run(benchmark);
    const before = known?.benchmarks[name];
    const compared = compareFigures(before, figures);
    results[name] = figures;
    comparisons[name] = compared;
    if (!options.json) tell(name, compared);
    faults.push(
      ...compared
        .filter(({ verdict }) => verdict === "worse")
        .map((one) => `${name}: ${one.what} is ${figureText(one.now)} ${comparisonText(one)}`),
      ...lostFigures(before, figures).map((what) => `${name} no longer gives ${what}`),
    );
  }
  const now = {
    node: process.versions.node,
    processor: os.cpus()[0]?.model ?? "unknown",
    benchmarks: results,
  };
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ schemaVersion: 2, kind: "bench", release: options.release, ...now, comparisons })}\n`,
    );
  if (options.record) return record({ ...now, machine: machine() }, kept);
  for (const fault of faults) process.stderr.write(`bench: ${fault}\n`);
  if (faults.length === 0) return;
  process.stderr.write(
    "bench: figures are worse than those kept in docs/benchmarks.json; where that is meant, write them anew with --record\n",
  );
  process.exitCode = 1;
}

async function run(benchmark: Benchmark): Promise<Figures> {
  const program = path.join(import.meta.dirname, benchmark.file);
  const child = spawn(process.execPath, [...inImage.flags, program, "--json", ...benchmark.arguments], {
    cwd: root,
    env: { ...process.env, ...inImage.environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  const [status]: unknown[] = await once(child, "close");
  if (status !== 0) throw new Error(`benchmark ${benchmark.name} ended with status ${String(status)}`);
  const { figures } = z.object({ figures: z.record(z.string(), z.number()) }).parse(JSON.parse(text));
  return Object.fromEntries(
    Object.entries(figures).map(([what, figure]) => [what, Number(figureText(figure))]),
  );
}

function tell(name: string, comparisons: readonly Comparison[]): void {
  process.stdout.write(`${name}\n`);
  for (const comparison of comparisons)
    process.stdout.write(
      `${figureText(comparison.now).padStart(12)}  ${comparison.what}  ${comparisonText(comparison)}\n`,
    );
}

/** What decides on figures besides Node and the processor: how many of them, memory, and how busy the machine was. */
function machine(): string {
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const load = os.loadavg()[2] ?? 0;
  return `${os.cpus().length} processors, ${memory} GiB, load of ${load.toFixed(1)} over the last quarter of an hour`;
}

async function record(now: ReleaseFigures, kept: KeptFigures | undefined): Promise<void> {
  const { release } = options;
  const before = kept?.releases[release];
  // Figures of one benchmark replace that one's; they must then be of the same Node and processor as the others.
  const isSameMachine = before?.node === now.node && before.processor === now.processor;
  if (chosen.length < benchmarks.length && before !== undefined && !isSameMachine)
    throw new Error(
      `the figures kept are of Node ${before.node} on ${before.processor}, so all of them have to be measured anew: leave out --only`,
    );
  const all = { ...before?.benchmarks, ...now.benchmarks };
  const inOrder = benchmarks.flatMap(({ name }) => {
    const figures = all[name];
    return figures === undefined ? [] : [[name, figures] as const];
  });
  const releases = { ...kept?.releases, [release]: { ...now, benchmarks: Object.fromEntries(inOrder) } };
  const written: KeptFigures = { schemaVersion: 2, kind: "benchmarks", releases };
  await writeFile(keptFile, `${JSON.stringify(written, undefined, 2)}\n`);
  await writeFile(page, benchmarksPage(written));
  process.stderr.write("docs/benchmarks.json and docs/benchmarks.md are written\n");
}

async function readKept(): Promise<KeptFigures | undefined> {
  const text = await readFile(keptFile, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : keptFigures.parse(JSON.parse(text));
}
