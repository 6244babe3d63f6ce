import { isOpen, opensAt, readableAt } from "../wall-clock.ts";
import type { Rule } from "../situation.ts";

/** The operator has said when changes may be made, and now is not then. */
export const outsideWindow: Rule = (_step, { plan, rules, now }) => {
  const { windows } = rules;
  if (windows.length === 0 || windows.some((window) => isOpen(window, now))) return undefined;
  const openings = windows.map((window) => ({ zone: window.zone, at: opensAt(window, now) }));
  const [next] = openings.toSorted((left, right) => left.at.getTime() - right.at.getTime());
  if (next === undefined) return undefined;
  return {
    reason: "OutsideWindow",
    because: `${plan.environment} is changed in its windows only; the next one opens at ${readableAt(next.at, next.zone)}`,
    until: next.at,
  };
};
