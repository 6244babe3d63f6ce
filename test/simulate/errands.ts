import type { Random } from "../../src/simulator/kernel/random.ts";
import type { Move } from "./moves.ts";
import { one, place } from "./pick.ts";
import { applications, built, type EnvironmentName, feederOf } from "./town.ts";

/** Moves that belong together, each so many minutes after the first. */
type Errand = readonly (readonly [minutes: number, move: Move])[];

/** How often each kind of errand is run in a day, at least. */
export const errands: readonly (readonly [number, (random: Random) => Errand])[] = [
  [1, retire],
  [2, failFirst],
  [2, failBothWays],
  [2, scaleAndApprove],
];

/** Somebody approves what waits in an environment of the shop. */
function approve(environment: EnvironmentName): Move {
  return { kind: "approve", application: "shop", environment };
}

/** A workload is deployed everywhere, leaves Git, and people approve that its stacks go, and at last that it is forgotten. */
function retire(random: Random): Errand {
  const to = { application: "shop", workload: "extra" } as const;
  const mark = random.integer(5);
  return [
    [0, { kind: "write", branch: "develop", mark, ...to }],
    [0, { kind: "write", branch: "release", mark, ...to }],
    [20, approve("production")],
    [55, { kind: "remove", branch: "develop", ...to }],
    [56, { kind: "remove", branch: "release", ...to }],
    [70, approve("develop")],
    [71, approve("staging")],
    [100, approve("production")],
    [130, approve("production")],
  ];
}

/** Somebody tries a workload by hand before it is in Git, and fails; then it comes into Git. */
function failFirst(random: Random): Errand {
  const where = place(random);
  const { application, environment } = where;
  const to = { application, branch: feederOf(environment), workload: "extra" } as const;
  const ends = one(random, ["rolled-back", "rolled-back", "left-failed", "rollback-failed"] as const);
  return [
    [0, { kind: "remove", ...to }],
    [1, { kind: "change-by-hand", workload: "extra", how: "delete", minutes: 0, ...where }],
    [10, { kind: "create-by-hand", workload: "extra", ends, ...where }],
    [12, { kind: "write", mark: random.integer(5), ...to }],
  ];
}

/** A change fails, and so does its way back; by and by a person asks for another try. */
function failBothWays(random: Random): Errand {
  const where = place(random);
  const { application, environment } = where;
  const workload = one(random, built);
  const to = { application, branch: feederOf(environment), workload } as const;
  return [
    [0, { kind: "fail-both-ways", workload, passes: random.integer(2) === 0, ...where }],
    [1, { kind: "write", mark: random.integer(5), ...to }],
    [45, { kind: "retry", workload, ...where }],
  ];
}

/** Somebody changes what runs where that is put back, and a person approves it where one is asked. */
function scaleAndApprove(random: Random): Errand {
  const where = { application: one(random, applications), environment: "develop" } as const;
  return [
    [0, { kind: "scale-by-hand", workload: one(random, ["api", "worker"]), ...where }],
    [20, { kind: "approve", ...where }],
  ];
}
