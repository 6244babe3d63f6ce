import type { Errand, Purpose } from "../../domain/errand.ts";

/** Who waits for a token. */
export interface Waiting {
  readonly errand: Partial<Pick<Errand, "application" | "purpose">>;
}

const order: readonly Purpose[] = ["deploy", "look", "drift", "page"];

/** Of so many tokens one goes to who has waited longest, so that nobody waits for ever. */
const forTheOldest = 10;

/**
 * Whose turn it is of those who wait, the oldest first in the list: what deploys before what looks, before drift, before the page; of
 * these the application that was served longest ago. `served` has the number of the turn that each application had last.
 */
export function pickNext<Waiter extends Waiting>(
  waiting: readonly Waiter[],
  served: ReadonlyMap<string, number>,
  turn: number,
): Waiter | undefined {
  if (turn % forTheOldest === forTheOldest - 1) return waiting[0];
  const rankOf = ({ errand }: Waiter): number => order.indexOf(errand.purpose ?? "look");
  const servedAt = ({ errand }: Waiter): number => served.get(errand.application ?? "") ?? -1;
  let best: Waiter | undefined;
  for (const one of waiting) {
    if (best === undefined) best = one;
    else if (rankOf(one) < rankOf(best)) best = one;
    else if (rankOf(one) === rankOf(best) && servedAt(one) < servedAt(best)) best = one;
  }
  return best;
}
