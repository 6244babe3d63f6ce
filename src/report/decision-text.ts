import type { DecisionMade } from "../domain/decision-made.ts";

/** A decision for a terminal: what is written down. */
export function decisionText({ application, messages, reason }: DecisionMade): string {
  const why = reason === undefined ? "" : ` (${reason})`;
  return messages.map((message) => `${application}: ${message}${why}\n`).join("");
}

/** A decision for machines. */
export function decisionJson(made: DecisionMade): object {
  return { schemaVersion: 1, kind: "decision", ...made };
}
