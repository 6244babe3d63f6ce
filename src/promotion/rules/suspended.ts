import type { Suspended, Suspension } from "../../domain/decisions.ts";
import type { Step } from "../../domain/plan.ts";
import { targetText } from "../../domain/target.ts";
import type { Rule } from "../situation.ts";

/** A person has said that nothing is to be changed here. */
export const suspended: Rule = (step, { application, records, now }) => {
  const found = records.suspensions.find(
    ({ what, until }) => (until === undefined || until > now) && covers(what, step),
  );
  if (found === undefined) return undefined;
  return {
    reason: "Suspended",
    because: suspensionText(found),
    remedy: `autoland resume ${nameOf(found.what, application)} --reason REASON`,
    ...(found.until === undefined ? {} : { until: found.until }),
  };
};

/** A suspension in words. */
function suspensionText({ what, reason, owner, by, at, until }: Suspension): string {
  const name = what.kind === "application" ? "the application" : targetText(what);
  const who = owner ?? by;
  const end = until === undefined ? "" : `, until ${until.toISOString()}`;
  return `${name} was suspended at ${at.toISOString()}${who === undefined ? "" : ` by ${who}`}${end}: ${reason}`;
}

function covers(of: Suspended, step: Step): boolean {
  if (of.kind === "application") return true;
  return of.environment === step.environment && (of.workload === undefined || of.workload === step.workload);
}

function nameOf(of: Suspended, application: string): string {
  return of.kind === "application" ? application : targetText(of);
}
