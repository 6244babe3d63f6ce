import type { Plan } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";

/** 0 in sync or done, 1 failed, 2 wrong usage, 3 changes pending, held or drifted; of several the worst wins (design.md 12). */
export type ExitCode = 0 | 1 | 2 | 3;

/** A workload that Git no longer has is told of; it is nothing that is still to come. */
const informative = new Set(["NotInGit"]);

/** 3 when anything is still to be done or held, else 0. */
export function planExitCode(plan: Plan): ExitCode {
  const pending = plan.environments.some(
    (environment) =>
      environment.steps.length > 0 || environment.held.some((held) => !informative.has(held.reason)),
  );
  return pending ? 3 : 0;
}

/** 1 when a step failed, 3 when something was left undone, else 0. */
export function reportExitCode(report: Report): ExitCode {
  if (report.outcomes.some((outcome) => outcome.kind === "failed")) return 1;
  if (report.outcomes.some((outcome) => outcome.kind === "skipped")) return 3;
  const held = report.plan.environments.flatMap((environment) => environment.held);
  return held.some((item) => !informative.has(item.reason)) ? 3 : 0;
}
