import type { Mode } from "../../src/domain/plan.ts";
import { makeRandom, type Random } from "../../src/simulator/kernel/random.ts";
import type { ChangeByHand } from "./changes-by-hand.ts";
import { errands } from "./errands.ts";
import type { Move } from "./moves.ts";
import { branch, one, place, share } from "./pick.ts";
import { accounts, applications, built, environments, workloads } from "./town.ts";

/** A move and when it is made, in simulated milliseconds since the world began. */
export interface Timed {
  readonly at: number;
  readonly move: Move;
}

/** So long nothing may be changed anywhere: the first contact. */
export const firstContact = 20 * 60_000;

/** How often each kind of thing happens in a day, at least; shorter worlds have their share. */
const aDay: readonly (readonly [number, (random: Random) => Move])[] = [
  [9, write],
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
      behaviour: one(random, [...usualImages, "exits:1", "exits:1", "slow:900"]),
      ...branch(random),
    }),
  ],
  [5, () => ({ kind: "approve", application: "shop", environment: "production" })],
  [1, (random) => ({ kind: "approve", application: "shop", environment: one(random, environments) })],
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
  [
    8,
    (random) => ({
      kind: "change-by-hand",
      workload: one(random, built),
      how: "retention",
      minutes: one(random, [0, 10, 30, 60]),
      ...place(random),
    }),
  ],
  [
    6,
    (random) => ({
      kind: "change-by-hand",
      workload: one(random, workloads),
      how: one(random, oddChanges),
      minutes: 0,
      ...place(random),
    }),
  ],
  [2, (random) => ({ kind: "free-stacks", ...place(random) })],
  [
    4,
    (random) => ({
      kind: "slow-resources",
      workload: one(random, workloads),
      minutes: 5 + random.integer(20),
      ...place(random),
    }),
  ],
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
      after: one(random, [2, 2, 600, 2400]),
      ...place(random),
    }),
  ],
  [3, () => ({ kind: "heal-resources" })],
  [2, () => ({ kind: "meddle-with-template" })],
  [4, (random) => ({ kind: "kill", afterCalls: 1 + random.integer(60) })],
  [1, () => ({ kind: "restart" })],
  [4, () => ({ kind: "look-at-pages" })],
  [2, (random) => ({ kind: "pull-request", application: one(random, applications) })],
  [4, (random) => ({ kind: "hint", application: one(random, applications) })],
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

/** What happens to a stack now and then. */
const oddChanges = [
  "left-failed",
  "old-functions",
  "old-functions",
  "import",
  "import-nothing",
  "import-stuck",
  "delete",
  "delete-fails",
] as const satisfies readonly ChangeByHand[];
/** Seven images of ten run. */
const usualImages = Array.from({ length: 7 }, () => undefined);

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
  const chains = errands.flatMap(([times, make]) =>
    Array.from({ length: share(random, (times * hours) / 24) }, () => {
      const begin = firstContact + Math.floor(random.next() * span);
      return make(random).map(([minutes, move]) => ({ at: begin + minutes * 60_000, move }));
    }).flat(),
  );
  return [...early, ...moves, ...chains.filter(({ at }) => at < firstContact + span)].toSorted(
    (a, b) => a.at - b.at,
  );
}

function write(random: Random): Move {
  return { kind: "write", workload: one(random, workloads), mark: random.integer(5), ...branch(random) };
}
