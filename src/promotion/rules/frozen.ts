import { frozenUntil, readableAt } from "../wall-clock.ts";
import type { Rule } from "../situation.ts";

/** The operator has said that nothing is to be changed in this stretch of time. */
export const frozen: Rule = (_step, { plan, rules, now }) => {
  for (const freeze of rules.freezes) {
    const until = frozenUntil(freeze, now);
    if (until !== undefined)
      return {
        reason: "Frozen",
        because: `${plan.environment} is frozen until ${readableAt(until, freeze.zone)}: ${freeze.reason}`,
        until,
      };
  }
  return undefined;
};
