import { readdirSync, readFileSync } from "node:fs";

/** What a process and all below it take, as Linux counts it. */
export interface TreeWatch {
  /**
   * The most memory so far in MiB: of every instant that was looked at, the sum over the processes then alive of the most that each
   * has had resident (`VmHWM` of proc(5)). Never less than what they had at once.
   */
  peak(): number;
  /** Processor seconds so far of the process and of those below it that have ended and were waited for (proc(5), `stat`). */
  cpuSeconds(): number;
  stop(): void;
}

/** Milliseconds between two looks; git's processes live longer than that. */
const every = 20;

/** Watches a process and all that it starts. `onPeak` is told of each new peak in MiB. */
export function watchTree(pid: number, onPeak: (peak: number) => void = () => undefined): TreeWatch {
  let peak = 0;
  let cpu = 0;
  const look = (): void => {
    const now = treeOf(pid).reduce((sum, each) => sum + residentPeak(each), 0);
    cpu = Math.max(cpu, cpuSecondsOf(pid));
    if (now <= peak) return;
    peak = now;
    onPeak(peak);
  };
  const timer = setInterval(look, every);
  return {
    peak: () => {
      look();
      return peak;
    },
    cpuSeconds: () => {
      look();
      return cpu;
    },
    stop: () => clearInterval(timer),
  };
}

/** The process and everything below it. Empty once it has ended. */
export function treeOf(pid: number): readonly number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(treeOf)];
  } catch {
    return [];
  }
}

function residentPeak(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}

/** Clock ticks a second; 100 on every Linux that Node runs on (`getconf CLK_TCK`). */
const ticks = 100;

function cpuSecondsOf(pid: number): number {
  // The second field, the name, may hold blanks and ends with the last parenthesis.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  const [user, system, childrenUser, childrenSystem] = fields.slice(11, 15).map(Number);
  return ((user ?? 0) + (system ?? 0) + (childrenUser ?? 0) + (childrenSystem ?? 0)) / ticks;
}

/** Empty where the process has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
