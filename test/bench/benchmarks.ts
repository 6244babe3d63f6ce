/** One program of this folder that prints figures, and what they are of. */
export interface Benchmark {
  readonly name: string;
  readonly file: string;
  readonly arguments: readonly string[];
  /** For the page: what is measured, and how. */
  readonly about: string;
}

/** All that `npm run bench` runs, in this order. */
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
];

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
