import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { treeOf, type TreeWatch, watchTree } from "./process-tree.ts";

/**
 * How memory was limited: by a control group of its own (`memory.max` of cgroup v2 without swap, as a container has), which needs that
 * the bench may make one; or by `RLIMIT_DATA` of each process (prlimit(1)), together with the end of the whole tree as soon as it has more
 * resident than the limit. `RLIMIT_DATA` counts all that may be written (getrlimit(2)), also what Node sets aside at its start and never
 * touches: that much is given on top.
 */
export type LimitedBy = "cgroup v2 memory.max" | "RLIMIT_DATA and the resident memory of the process tree";

/** A process that may take so much memory and no more, together with all that it starts. */
export interface LimitedProcess {
  readonly child: ChildProcess;
  readonly by: LimitedBy;
  readonly watch: TreeWatch;
  /** Settles when it has ended: by itself, or because it took too much. */
  readonly ended: Promise<LimitedEnd>;
}

/** How a limited process ended, and the most memory in MiB that it was seen with. */
export interface LimitedEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether its tree had more resident than the limit, and was ended for that. */
  readonly tookTooMuch: boolean;
  readonly peak: number;
  /** Which processes had it then. */
  readonly shares: readonly string[];
}

/** What to run, and with how much. */
export interface LimitedCommand {
  readonly command: readonly [program: string, ...words: readonly string[]];
  readonly mebibytes: number;
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** Whether messages go to and fro, as with `fork`. */
  readonly speaks?: boolean;
}

/** Starts a process under a limit that the kernel keeps. Its output is to be read from `child`. */
export function startLimited({
  command,
  mebibytes,
  environment,
  folder,
  speaks = false,
}: LimitedCommand): LimitedProcess {
  const bytes = mebibytes * 2 ** 20;
  const group = makeGroup(bytes);
  const [program, ...words] = group === undefined ? byRlimit(bytes, command) : inGroup(group, command);
  const child = spawn(program, words, {
    stdio: ["ignore", "pipe", "pipe", ...(speaks ? (["ipc"] as const) : [])],
    ...(environment === undefined ? {} : { env: environment }),
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} cannot be started: Debian's package util-linux has it`);
  let tookTooMuch = false;
  const watch = watchTree(pid, (peak) => {
    if (peak <= mebibytes || tookTooMuch) return;
    tookTooMuch = true;
    for (const each of treeOf(pid)) tryTo(() => process.kill(each, "SIGKILL"));
  });
  const ended = new Promise<LimitedEnd>((resolve, reject) => {
    child.once("error", reject);
    // A channel that was closed from here is never told of as closed.
    child.once(speaks ? "exit" : "close", (code, signal) => {
      watch.stop();
      if (group !== undefined) tryTo(() => rmdirSync(group));
      resolve({ code, signal, tookTooMuch, peak: watch.peak(), shares: watch.shares() });
    });
  });
  const by =
    group === undefined ? "RLIMIT_DATA and the resident memory of the process tree" : "cgroup v2 memory.max";
  return { child, by, watch, ended };
}

type Command = LimitedCommand["command"];

/** `--core=0`: whoever ends for lack of memory need not leave a copy of it. */
function byRlimit(bytes: number, command: Command): Command {
  return ["prlimit", `--data=${bytes + setAside()}`, "--core=0", "--", ...command];
}

/** Bytes that Node may write to from its start and does not: addresses for compiled code, and stacks of threads. */
function setAside(): number {
  const script = 'process.stdout.write(require("node:fs").readFileSync("/proc/self/status"))';
  const status = execFileSync(process.execPath, ["-e", script], { encoding: "utf8" });
  const kilobytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
  return (kilobytes("VmData") - kilobytes("RssAnon")) * 1024;
}

function inGroup(group: string, command: Command): Command {
  return ["sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', group, ...command];
}

/** A control group below this process's own; undefined where cgroup v2 does not keep memory, or none may be made. */
function makeGroup(bytes: number): string | undefined {
  try {
    const own = /^0::(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1] ?? "/";
    const parent = path.join("/sys/fs/cgroup", own);
    const controllers = readFileSync(path.join(parent, "cgroup.subtree_control"), "utf8").split(/\s+/);
    if (!controllers.includes("memory")) return undefined;
    accessSync(parent, constants.W_OK);
    const group = path.join(parent, `autoland-bench-${process.pid}`);
    mkdirSync(group);
    writeFileSync(path.join(group, "memory.max"), String(bytes));
    tryTo(() => writeFileSync(path.join(group, "memory.swap.max"), "0"));
    return group;
  } catch {
    return undefined;
  }
}

/** What may have ended meanwhile, or is not there without swap, is no fault. */
function tryTo(work: () => void): void {
  try {
    work();
  } catch {
    // Nothing follows from it.
  }
}
