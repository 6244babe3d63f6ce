import type { Rule } from "../situation.ts";

/** A record that cannot be understood may say no. */
export const recordUnreadable: Rule = (step, { records }) => {
  const found = records.unreadable.find(
    ({ environment }) => environment === undefined || environment === step.environment,
  );
  if (found === undefined) return undefined;
  const { reason, message, remedy } = found.failure;
  return { reason, because: message, ...(remedy === undefined ? {} : { remedy }) };
};
