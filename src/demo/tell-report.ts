import type { Report } from "../domain/report.ts";
import { shortCommit } from "../domain/revision.ts";
import { stepDone, stepWords } from "../report/step-words.ts";
import type { Narrator } from "./narrator.ts";

/** Tells what a pass did, and nothing when it did nothing. */
export function tellReport(narrator: Narrator, report: Report): void {
  for (const outcome of report.outcomes) {
    const { step } = outcome;
    const environment = report.plan.environments.find((plan) => plan.environment === step.environment);
    const commit =
      environment?.revision === undefined ? "" : ` from ${shortCommit(environment.revision.commit)}`;
    if (outcome.kind === "applied") narrator.say(`${stepDone(step)}${commit}: ${step.because.join("; ")}`);
    if (outcome.kind === "failed") narrator.say(`${stepWords(step)} failed: ${outcome.failure.message}`);
  }
}
