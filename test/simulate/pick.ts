import type { Random } from "../../src/simulator/kernel/random.ts";
import type { InEnvironment, OnBranch } from "./moves.ts";
import { applications, branches, environments } from "./town.ts";

/** So many times; the part of one that is left over by chance. */
export function share(random: Random, times: number): number {
  const whole = Math.floor(times);
  return whole + (random.next() < times - whole ? 1 : 0);
}

/** A branch of an application. */
export function branch(random: Random): OnBranch {
  return { application: one(random, applications), branch: one(random, branches) };
}

/** An environment of an application. */
export function place(random: Random): InEnvironment {
  return { application: one(random, applications), environment: one(random, environments) };
}

/** One of several. */
export function one<T>(random: Random, of: readonly T[]): T {
  // An index below the length: there is something.
  return of[random.integer(of.length)] as T;
}
