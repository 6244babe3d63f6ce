import type { Rule } from "../situation.ts";

/** The first contact changes nothing. */
export const lookOnly: Rule = (_step, { plan }) =>
  plan.mode === "look"
    ? {
        reason: "LookOnly",
        because: `the mode of ${plan.environment} is look: nothing is changed there`,
        remedy: `Set its mode to approve or apply in the operator's configuration.`,
      }
    : undefined;
