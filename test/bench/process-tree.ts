import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** What a process and all below it take, as Linux counts it. */
export interface TreeWatch {
  /**
   * The most memory so far in MiB: of every instant that was looked at, the sum over the processes then alive of the most that each
   * has had resident (`VmHWM` of proc(5)). Never less than what they had at once. What several processes of one program have mapped from
   * files is counted once, as a control group counts it: it is in memory once.
   */
  peak(): number;
  /** Which processes had it then, the largest first, with their MiB. */
  shares(): readonly string[];
  /** Processor seconds so far of the process and of those below it that have ended and were waited for (proc(5), `stat`). */
  cpuSeconds(): number;
  stop(): void;
}

/** Milliseconds between two looks; git's processes live longer than that. */
const every = 20;

/** Watches a process and all that it starts. `onPeak` is told of each new peak in MiB. */
export function watchTree(pid: number, onPeak: (peak: number) => void = () => undefined): TreeWatch {
  let peak = 0;
  let shares: readonly Share[] = [];
  let cpu = 0;
  const look = (): void => {
    const found = sharesOf(pid);
    const now = togetherOf(found);
    cpu = Math.max(cpu, cpuSecondsOf(pid));
    if (now <= peak) return;
    peak = now;
    shares = found;
    onPeak(peak);
  };
  const timer = setInterval(look, every);
  return {
    peak: () => {
      look();
      return peak;
    },
    shares: () =>
      shares
        .toSorted((a, b) => b.own - a.own)
        .map(({ command, own, mapped }) => `${Math.round(own + mapped)} MiB ${command.slice(0, 200)}`),
    cpuSeconds: () => {
      look();
      return cpu;
    },
    stop: () => clearInterval(timer),
  };
}

/** The process and everything below it. */
export function treeOf(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap(treeOf)];
}

/** Empty for one that has ended. */
function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** What one process has of memory, in MiB. */
interface Share {
  readonly program: string;
  readonly command: string;
  /** At most; not counting what is mapped from files now. */
  readonly own: number;
  readonly mapped: number;
}

/**
 * The shares of a process and of everything below it. One that was just forked and runs no program of its own yet has its parent's memory,
 * not some of its own (fork(2), copy on write), and one that is just beginning a program is looked at next time.
 */
function sharesOf(pid: number, parent?: Share): readonly Share[] {
  const share = shareOf(pid);
  if (share === undefined) return [];
  if (share.program === parent?.program && share.command === parent.command) return [];
  return [share, ...childrenOf(pid).flatMap((child) => sharesOf(child, share))];
}

/** Undefined for one that has ended, or began another program meanwhile. */
function shareOf(pid: number): Share | undefined {
  const program = programOf(pid);
  const status = read(`/proc/${pid}/status`);
  const command = read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  if (program === undefined || program !== programOf(pid)) return undefined;
  const mebibytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) / 1024;
  const mapped = mebibytes("RssFile");
  return { program, command, own: Math.max(0, mebibytes("VmHWM") - mapped), mapped };
}

function togetherOf(shares: readonly Share[]): number {
  const mapped = new Map<string, number>();
  for (const { program, mapped: own } of shares) mapped.set(program, Math.max(mapped.get(program) ?? 0, own));
  return [...shares.map(({ own }) => own), ...mapped.values()].reduce((sum, each) => sum + each, 0);
}

/** The file that a process runs; undefined for one that has ended. */
function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
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
