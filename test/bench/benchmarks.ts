/** One program of this folder that prints figures, and what they are of. */
export interface Benchmark {
  readonly name: string;
  readonly file: string;
  readonly arguments: readonly string[];
  /** For the page: what is measured, and how. */
  readonly about: string;
  /** Takes minutes: runs only by its name, or when all figures are recorded. */
  readonly isLong?: true;
}

/** All that `npm run bench` can run, in this order. */
export const benchmarks: readonly Benchmark[] = [
  {
    name: "manifests",
    file: "manifests.ts",
    arguments: [],
    about: "One manifest, from text to checked manifests for three environments. Rounds of 400.",
  },
  {
    name: "templates",
    file: "templates.ts",
    arguments: [],
    about:
      "Manifest text to template text on one core, all workload types in turn. Rounds of 1,200. Aim: over 1,000 a second.",
  },
  {
    name: "cold-render",
    file: "cold-render.ts",
    arguments: [],
    about:
      "`autoland render` of one service, as a process from its start to its end: the very first after `npm ci`, which compiles once; a later one; and one with nothing compiled before. Aim: under 0.3 s.",
  },
  {
    name: "plan",
    file: "plan.ts",
    arguments: [],
    about: "Planning alone, without reading or rendering: 1,000 targets of which one in a hundred changed.",
  },
  idlePass(20),
  idlePass(200),
  {
    name: "simulator",
    file: "simulator.ts",
    arguments: [],
    about: "The simulated AWS creates 1,000 stacks of a dozen resources at once. Tests depend on it.",
  },
  liveWatch(100),
  {
    name: "latency",
    file: "latency.ts",
    arguments: [],
    isLong: true,
    about:
      "How long a commit takes until its first change set is asked for, and a deployment of ten workloads in five environments beside its critical path (the longest chain of its stacks, each as long as CloudFormation took for it; 1 is the best there can be), on the virtual clock of a simulated AWS, whose answers and those of Git take as long as test/bench/call-latencies.ts says and why. Aim: under 5 s by webhook, under 35 s by polling every 30 s.",
  },
  {
    name: "growth",
    file: "growth.ts",
    arguments: ["--sizes", "100,1000,10000"],
    isLong: true,
    about:
      "How a cold start, one that finds in S3 what an earlier process has read, an idle pass and a full one grow with the targets: 200 applications of 10 workloads in 5 environments are 10,000, in three accounts and two regions. A full pass is one in which every repository has a commit that touches every manifest. The simulated AWS is another process; budgets of calls are passed fifty times as fast as AWS would have it, which neither calls nor processor time know. One round of the starts and the full pass, the median of the idle passes, the most memory until then. Fails when something clearly grows more than the targets do.",
  },
];

/** What passes or fails by itself, so that no figures of it are kept; runs only by its name. */
const trials: readonly Benchmark[] = [
  {
    name: "memory",
    file: "memory.ts",
    arguments: [],
    isLong: true,
    about:
      "10,000 targets in one task: `autoland run` as the image starts it, with 200 real Git repositories, its page and its watch of what is live, from a cold start until every application was found in sync twice, under a limit of 512 MiB that the system keeps for it and all its processes. At AWS's pace, which is most of the time that it takes.",
  },
];

/** What the command line asks for. */
export interface BenchmarkChoice {
  readonly only?: string | undefined;
  readonly targets?: string | undefined;
  readonly record: boolean;
}

/** The benchmarks to run: one by its name (`idle-pass` is all of its sizes), else all; those that take minutes only by name or to record all. */
export function chooseBenchmarks({ only, targets, record }: BenchmarkChoice): readonly Benchmark[] {
  const named = [...benchmarks, ...(only === undefined ? [] : trials)].filter(({ name, isLong }) =>
    only === undefined ? record || isLong !== true : name === only || name.startsWith(`${only}-`),
  );
  if (targets === undefined) return named;
  return [...new Set(named.map(({ file }) => file))].flatMap((file) => {
    const isSized = ["idle-pass.ts", "live-watch.ts", "latency.ts", "memory.ts", "growth.ts"].includes(file);
    if (!isSized) return named.filter((one) => one.file === file);
    const flag = file === "growth.ts" ? "--sizes" : "--targets";
    const about = `${file} over ${targets} targets`;
    return [{ name: `${file.replace(/\.ts$/, "")}-${targets}`, file, arguments: [flag, targets], about }];
  });
}

function idlePass(targets: number): Benchmark {
  return {
    name: `idle-pass-${targets}`,
    file: "idle-pass.ts",
    arguments: ["--targets", String(targets)],
    about: `A pass that finds nothing to do over ${targets} targets (workload × environment), in which nothing has changed since the last one. The simulated AWS is another process and repositories are in memory: figures are of Autoland and the AWS SDK alone. Aim for 1,000 targets: 5 CPU s, 200 MiB, 150 calls.`,
  };
}

function liveWatch(targets: number): Benchmark {
  return {
    name: `live-watch-${targets}`,
    file: "live-watch.ts",
    arguments: ["--targets", String(targets)],
    about: `How long it takes until the loop tells of what somebody does by hand, over ${targets} targets, and what watching costs: tasks of services, targets of scaling and secrets changed by AWS's own calls, one after another. Seconds are those of the simulated AWS. Aim for 100 targets: under a minute.`,
  };
}
