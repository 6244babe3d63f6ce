import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { exampleWorkspace } from "./example-workspace.ts";
import { writeFigures } from "./figures.ts";
import { median } from "./measure.ts";

/**
 * `autoland render` as a process of its own, from its start to its end, each run with another manifest: the very first in a fresh
 * clone, with the compiled code that `npm ci` has left (`prepare`); one after others, as in an editor; and one with no compiled
 * code at all, as after `npm ci --ignore-scripts`.
 */
const rounds = 5;
/** How `npm run autoland` starts it. */
const startAutoland = [
  "--import",
  "./src/check-node.mjs",
  "--import",
  "./src/keep-compiled.mjs",
  "src/main.ts",
] as const;
const root = path.join(import.meta.dirname, "../..");
const folder = await mkdtemp(path.join(os.tmpdir(), "autoland-bench-"));
try {
  const first = [];
  const later = [];
  const bareClone = [];
  for (let round = 0; round < rounds; round += 1) {
    const compiled = path.join(folder, `compiled-${round}`);
    await run(["--import", "./src/keep-compiled.mjs", "src/compile.mjs"], { NODE_COMPILE_CACHE: compiled });
    first.push(await render(await exampleWorkspace(folder, 3 * round), compiled));
    later.push(await render(await exampleWorkspace(folder, 3 * round + 1), compiled));
    const none = path.join(folder, `none-${round}`);
    bareClone.push(await render(await exampleWorkspace(folder, 3 * round + 2), none));
  }
  const bare = [];
  for (let round = 0; round < rounds; round += 1) bare.push(await run(["-e", "0"], {}));
  writeFigures({
    figures: {
      "CPU s": median(first.map(({ cpuSeconds }) => cpuSeconds)),
      "wall s": median(first.map(({ wallSeconds }) => wallSeconds)),
      "CPU s, later": median(later.map(({ cpuSeconds }) => cpuSeconds)),
      "wall s, later": median(later.map(({ wallSeconds }) => wallSeconds)),
      "CPU s, nothing compiled": median(bareClone.map(({ cpuSeconds }) => cpuSeconds)),
      "wall s, nothing compiled": median(bareClone.map(({ wallSeconds }) => wallSeconds)),
      "CPU s of Node itself": median(bare.map(({ cpuSeconds }) => cpuSeconds)),
    },
  });
} finally {
  await rm(folder, { recursive: true });
}

interface Run {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

function render(workspace: string, compiled: string): Promise<Run> {
  const words = ["render", "web", "--environment", "test", "--workspace", workspace];
  return run([...startAutoland, ...words], { NODE_COMPILE_CACHE: compiled });
}

/** Runs Node under a shell's `times`, which counts the processor time of ended children. */
async function run(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Run> {
  const started = performance.now();
  const child = spawn("sh", ["-c", '"$@" >/dev/null || exit 1; times', "sh", process.execPath, ...words], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [status]: unknown[] = await once(child, "close");
  if (status !== 0) throw new Error(`autoland ended with status ${String(status)}: ${errors}`);
  const wallSeconds = (performance.now() - started) / 1000;
  const children = text.trim().split("\n").at(-1) ?? "";
  return { cpuSeconds: [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(addTime, 0), wallSeconds };
}

function addTime(sum: number, [, minutes, seconds]: readonly string[]): number {
  return sum + Number(minutes) * 60 + Number(seconds);
}
