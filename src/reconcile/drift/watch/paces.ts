import type { Clock } from "../../../domain/clock.ts";
import type { Pace } from "../../../domain/drift-eyes.ts";
import {
  type CallBudget,
  type CallRate,
  fullBudget,
  refusedCall,
  takeCall,
} from "../../../drift/watch/call-budget.ts";

/** Budgets of calls by account and region. */
export interface Paces {
  /** Waits for the turn of one call. */
  readonly pace: Pace;
  /** AWS has refused a call there for coming too often. */
  readonly refused: (place: { readonly account: string; readonly region: string }) => void;
}

/** One budget of this rate for each account and region. */
export function makePaces(rate: CallRate, clock: Clock): Paces {
  const budgets = new Map<string, CallBudget>();
  return {
    pace: async (request, signal) => {
      const now = clock.now().getTime();
      const key = keyOf(request);
      const taken = takeCall(budgets.get(key) ?? fullBudget(rate, now), now);
      budgets.set(key, taken.budget);
      if (taken.waitMilliseconds > 0) await clock.sleep(taken.waitMilliseconds, signal);
    },
    refused: (place) => {
      const now = clock.now().getTime();
      budgets.set(keyOf(place), refusedCall(budgets.get(keyOf(place)) ?? fullBudget(rate, now), now));
    },
  };
}

function keyOf({ account, region }: { readonly account: string; readonly region: string }): string {
  return `${account}/${region}`;
}
