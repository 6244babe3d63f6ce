import type { Mode } from "../../src/domain/plan.ts";
import { makeRandom, type Random } from "../../src/simulator/kernel/random.ts";
import {
  accounts,
  type ApplicationName,
  applications,
  type BranchName,
  branches,
  built,
  type BuiltWorkload,
  type EnvironmentName,
  environments,
  type WorkloadName,
  workloads,
} from "./town.ts";

interface In {
  readonly application: ApplicationName;
}

interface OnBranch extends In {
  readonly branch: BranchName;
}

interface InEnvironment extends In {
  readonly environment: EnvironmentName;
}

/** One thing that happens in a world. */
export type Move =
  /** A manifest that is well, with one of a few values in it: the same value may come again (A→B→A). */
  | ({ readonly kind: "write"; readonly workload: WorkloadName; readonly mark: number } & OnBranch)
  /** A variable of a service is a secret, which people should not do and do. */
  | ({ readonly kind: "write-secret"; readonly workload: BuiltWorkload } & OnBranch)
  | ({
      readonly kind: "change-sources";
      readonly workload: BuiltWorkload;
      readonly version: number;
    } & OnBranch)
  | ({ readonly kind: "break"; readonly workload: BuiltWorkload } & OnBranch)
  | ({ readonly kind: "remove"; readonly workload: WorkloadName } & OnBranch)
  /** The worker's queues go from the manifest: with them would go what is in them. */
  | ({ readonly kind: "drop-queues" } & OnBranch)
  | ({ readonly kind: "merge" } & In)
  /** The branch goes back by so many of its heads and on from there. */
  | ({ readonly kind: "force-push"; readonly back: number; readonly mark: number } & OnBranch)
  /** A build pushes the images of the branch's head; they may be bad. */
  | ({ readonly kind: "push-images"; readonly behaviour: string | undefined } & OnBranch)
  | ({ readonly kind: "approve" } & InEnvironment)
  | ({ readonly kind: "suspend"; readonly minutes: number } & InEnvironment)
  | ({ readonly kind: "resume" } & InEnvironment)
  | ({ readonly kind: "retry"; readonly workload: WorkloadName } & InEnvironment)
  | ({ readonly kind: "roll-back" } & InEnvironment)
  | ({ readonly kind: "redeploy"; readonly workload: BuiltWorkload | undefined } & InEnvironment)
  /** The operator changes the configuration, and the process starts anew. */
  | ({ readonly kind: "set-mode"; readonly mode: Mode | undefined } & InEnvironment)
  /** A person changes a stack by hand. */
  | ({ readonly kind: "change-by-hand"; readonly workload: BuiltWorkload } & InEnvironment)
  /** A person deletes Copilot's record of a workload by hand. */
  | ({ readonly kind: "lose-record"; readonly workload: BuiltWorkload } & In)
  | ({
      readonly kind: "fail-resources";
      readonly workload: WorkloadName;
      readonly during: "forward" | "rollback";
      readonly times: number;
    } & InEnvironment)
  | { readonly kind: "heal-resources" }
  /** What is asked of CloudFormation next is changed on the way, as a hook or macro of the account does. */
  | { readonly kind: "meddle-with-template" }
  | { readonly kind: "kill"; readonly afterCalls: number }
  | { readonly kind: "restart" }
  | { readonly kind: "rival"; readonly minutes: number }
  | { readonly kind: "silence"; readonly account: string; readonly minutes: number };

/** A move and when it is made, in simulated milliseconds since the world began. */
export interface Timed {
  readonly at: number;
  readonly move: Move;
}

/** So long nothing may be changed anywhere: the first contact. */
export const firstContact = 20 * 60_000;

/** How often each kind of thing happens in a day, at least; shorter worlds have their share. */
const aDay: readonly (readonly [number, (random: Random) => Move])[] = [
  [18, write],
  [2, (random) => ({ kind: "write-secret", workload: one(random, built), ...branch(random) })],
  [
    5,
    (random) => ({
      kind: "change-sources",
      workload: one(random, built),
      version: random.integer(3),
      ...branch(random),
    }),
  ],
  [2, (random) => ({ kind: "break", workload: one(random, built), ...branch(random) })],
  [
    3,
    (random) => ({
      kind: "remove",
      workload: one(random, ["extra", "extra", "daily-batch"]),
      ...branch(random),
    }),
  ],
  [1, (random) => ({ kind: "drop-queues", ...branch(random) })],
  [9, (random) => ({ kind: "merge", application: one(random, applications) })],
  [
    2,
    (random) => ({
      kind: "force-push",
      back: 1 + random.integer(3),
      mark: random.integer(4),
      ...branch(random),
    }),
  ],
  [
    12,
    (random) => ({
      kind: "push-images",
      behaviour: random.integer(5) === 0 ? "exits:1" : undefined,
      ...branch(random),
    }),
  ],
  [10, () => ({ kind: "approve", application: "shop", environment: "production" })],
  [2, (random) => ({ kind: "approve", application: "shop", environment: one(random, environments) })],
  [2, (random) => ({ kind: "suspend", minutes: 20 + random.integer(90), ...place(random) })],
  [2, (random) => ({ kind: "resume", ...place(random) })],
  [2, (random) => ({ kind: "retry", workload: one(random, workloads), ...place(random) })],
  [1, (random) => ({ kind: "roll-back", ...place(random) })],
  [
    2,
    (random) => ({
      kind: "redeploy",
      workload: random.integer(2) === 0 ? undefined : one(random, built),
      ...place(random),
    }),
  ],
  [
    2,
    (random) => ({
      kind: "set-mode",
      mode: one<Mode | undefined>(random, ["look", "apply", undefined]),
      ...place(random),
    }),
  ],
  [4, (random) => ({ kind: "change-by-hand", workload: one(random, built), ...place(random) })],
  [
    1,
    (random) => ({
      kind: "lose-record",
      workload: one(random, built),
      application: one(random, applications),
    }),
  ],
  [
    6,
    (random) => ({
      kind: "fail-resources",
      workload: one(random, [...workloads, "extra"]),
      during: random.integer(4) === 0 ? "rollback" : "forward",
      times: 1 + random.integer(2),
      ...place(random),
    }),
  ],
  [3, () => ({ kind: "heal-resources" })],
  [2, () => ({ kind: "meddle-with-template" })],
  [4, (random) => ({ kind: "kill", afterCalls: 1 + random.integer(60) })],
  [1, () => ({ kind: "restart" })],
  [2, (random) => ({ kind: "rival", minutes: 10 + random.integer(30) })],
  [
    2,
    (random) => ({
      kind: "silence",
      account: accounts[one(random, environments)],
      minutes: 50 + random.integer(40),
    }),
  ],
];

/** Everything that happens in a world of a seed, in order. The same seed and hours give the same. */
export function scheduleOf(seed: string, hours: number): readonly Timed[] {
  const random = makeRandom(`${seed} schedule`);
  const span = hours * 3_600_000 - firstContact;
  const moves = aDay.flatMap(([times, make]) =>
    Array.from({ length: share(random, (times * hours) / 24) }, () => ({
      at: firstContact + Math.floor(random.next() * span),
      move: make(random),
    })),
  );
  // Something is to be done already while nothing may be.
  const early = [0.2, 0.5].map((part) => ({ at: part * firstContact, move: write(random) }));
  return [...early, ...moves].toSorted((a, b) => a.at - b.at);
}

/** So many times; the part of one that is left over by chance. */
function share(random: Random, times: number): number {
  const whole = Math.floor(times);
  return whole + (random.next() < times - whole ? 1 : 0);
}

function write(random: Random): Move {
  return { kind: "write", workload: one(random, workloads), mark: random.integer(5), ...branch(random) };
}

function branch(random: Random): OnBranch {
  return { application: one(random, applications), branch: one(random, branches) };
}

function place(random: Random): InEnvironment {
  return { application: one(random, applications), environment: one(random, environments) };
}

function one<T>(random: Random, of: readonly T[]): T {
  // An index below the length: there is something.
  return of[random.integer(of.length)] as T;
}
