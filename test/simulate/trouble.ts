import { ReconcileError } from "../../src/domain/failure.ts";
import type { FaultEffect } from "../../src/simulator/kernel/faults.ts";
import { makeRandom } from "../../src/simulator/kernel/random.ts";
import type { World } from "../../src/simulator/kernel/world.ts";
import { autolandUser, userArn } from "./town.ts";

/** How many of the product's calls go wrong, and how: a fifth in all. */
const rates: readonly (readonly [number, FaultEffect])[] = [
  [0.06, { kind: "throttle" }],
  [0.045, { kind: "server-error" }],
  [0.035, { kind: "timeout", phase: "before-effect" }],
  [0.03, { kind: "timeout", phase: "after-effect" }],
  [0.01, { kind: "expired-credentials" }],
];
/** Of the calls of services whose lists AWS says are consistent only eventually. */
const stale: FaultEffect = { kind: "stale-read", lagMilliseconds: 20_000 };
const staleRate = 0.02;
const staleServices = ["cloudformation", "ssm"];

/** As whom the product calls: as itself, or in sessions of the environments' roles. */
const callers = [userArn(autolandUser), "/autoland-apply", "/autoland-look"];

/** Lets a fifth of the product's calls go wrong from now on; the answer ends that. */
export function beginTrouble(world: World): () => void {
  const rules = callers.flatMap((principal) => [
    ...rates.map(([probability, effect]) => world.faults.add({ principal, probability, effect })),
    ...staleServices.map((service) =>
      world.faults.add({ principal, service, probability: staleRate, effect: stale }),
    ),
  ]);
  return () => {
    for (const end of rules) end();
  };
}

/** Lets nothing of an account answer the product; the answer ends that. */
export function silence(world: World, account: string): () => void {
  return world.faults.add({ account, principal: "autoland", effect: { kind: "server-error" } });
}

/** How often a look at Git goes wrong. */
const gitRate = 0.04;

/** Throws now and then what a repository that does not answer throws. */
export function disturbedGit(world: World, isOn: () => boolean): () => void {
  const random = makeRandom(`${world.seed} git`);
  return () => {
    if (!isOn() || random.next() >= gitRate) return;
    throw new ReconcileError({
      disposition: "retry",
      reason: "RepositoryUnreachable",
      message: "the repository does not answer.",
    });
  };
}
