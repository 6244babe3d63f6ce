import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import { benchmarksPage, comparison } from "./benchmarks-page.ts";
import { type Benchmark, benchmarks } from "./benchmarks.ts";
import { type Figures, figureText } from "./figures.ts";
import { type KeptFigures, keptFigures } from "./kept-figures.ts";

/**
 * `npm run bench`: each benchmark as a process of its own, one after another. `--only NAME` runs one, `--targets N` measures an
 * idle pass over so many targets instead of those that are kept, `--json` is for machines, `--keep` writes docs/benchmarks.json and
 * the page made from it, and `--compare` shows what became of the figures that are kept.
 */
const root = path.join(import.meta.dirname, "../..");
const keptFile = path.join(root, "docs/benchmarks.json");
const page = path.join(root, "docs/benchmarks.md");

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    compare: { type: "boolean", default: false },
    release: { type: "string", default: manifest.version },
    only: { type: "string" },
    targets: { type: "string" },
  },
});

/** What Node is started with in the image (Dockerfile): it decides how much memory garbage may take. */
const asInImage = {
  flags: ["--max-semi-space-size=2", "--heap-growing-percent=15"],
  environment: { MALLOC_ARENA_MAX: "1" },
};

const chosen = choose();
if (chosen.length === 0) {
  process.stderr.write(
    `bench: there is no benchmark ${options.only}; there are ${benchmarks.map(({ name }) => name).join(", ")}\n`,
  );
  process.exitCode = 2;
} else {
  await main();
}

async function main(): Promise<void> {
  const known = await readKept();
  const results: Record<string, Figures> = {};
  for (const benchmark of chosen) {
    const figures = await run(benchmark);
    results[benchmark.name] = figures;
    if (!options.json) tell(benchmark, figures, known?.benchmarks[benchmark.name]);
  }
  const now: KeptFigures = {
    schemaVersion: 1,
    kind: "benchmarks",
    release: options.release,
    node: process.versions.node,
    processor: os.cpus()[0]?.model ?? "unknown",
    benchmarks: results,
  };
  if (options.json) {
    const comparisons = options.compare && known !== undefined ? { compared: known.benchmarks } : {};
    process.stdout.write(`${JSON.stringify({ ...now, ...comparisons })}\n`);
  }
  if (options.keep) await keep(now, known);
}

function choose(): readonly Benchmark[] {
  const { targets } = options;
  const named = benchmarks.filter(
    ({ name }) => options.only === undefined || name === options.only || name.startsWith(`${options.only}-`),
  );
  if (targets === undefined) return named;
  const sized = new Map(
    named.filter(({ arguments: [flag] }) => flag === "--targets").map((one) => [one.file, one] as const),
  );
  const others = named.filter(({ arguments: [flag] }) => flag !== "--targets");
  const asked = [...sized.keys()].map((file) => ({
    name: `${file.replace(/\.ts$/, "")}-${targets}`,
    file,
    arguments: ["--targets", targets],
    about: "",
  }));
  return [...others, ...asked];
}

async function run(benchmark: Benchmark): Promise<Figures> {
  const program = path.join(import.meta.dirname, benchmark.file);
  const child = spawn(process.execPath, [...asInImage.flags, program, "--json", ...benchmark.arguments], {
    cwd: root,
    env: { ...process.env, ...asInImage.environment },
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

function tell({ name }: Benchmark, figures: Figures, before: Figures | undefined): void {
  process.stdout.write(`${name}\n`);
  for (const [what, figure] of Object.entries(figures)) {
    const change = options.compare ? `  ${comparison(before?.[what], figure)}` : "";
    process.stdout.write(`${figureText(figure).padStart(12)}  ${what}${change}\n`);
  }
}

async function keep(now: KeptFigures, known: KeptFigures | undefined): Promise<void> {
  // A run of one benchmark replaces that one's figures; they must then be of the same Node and processor as the others.
  const isSameMachine = known?.node === now.node && known.processor === now.processor;
  if (chosen.length < benchmarks.length && known !== undefined && !isSameMachine) {
    throw new Error(
      `the figures kept are of Node ${known.node} on ${known.processor}, so all of them have to be measured anew: leave out --only`,
    );
  }
  const all = { ...now, benchmarks: { ...known?.benchmarks, ...now.benchmarks } };
  await writeFile(keptFile, `${JSON.stringify(all, undefined, 2)}\n`);
  await writeFile(page, benchmarksPage(all));
  process.stderr.write("docs/benchmarks.json and docs/benchmarks.md are written\n");
}

async function readKept(): Promise<KeptFigures | undefined> {
  const text = await readFile(keptFile, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : keptFigures.parse(JSON.parse(text));
}
