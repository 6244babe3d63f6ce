import type { DriftReport, LayerState } from "../domain/drift.ts";
import { isAtCommit, pendingHolds, type Plan } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";

/** 0 in sync or done, 1 failed, 2 wrong usage, 3 changes pending, held or drifted; of several the worst wins (design.md 12). */
export type ExitCode = 0 | 1 | 2 | 3;

/** 3 when anything is still to be done or held, else 0. */
export function planExitCode(plan: Plan): ExitCode {
  return plan.environments.every((item) => isAtCommit(item) && item.steps.length === 0) ? 0 : 3;
}

/** 1 when a step failed, 3 when something was left undone, else 0. */
export function reportExitCode(report: Report): ExitCode {
  if (report.outcomes.some((outcome) => outcome.kind === "failed")) return 1;
  if (report.outcomes.some((outcome) => outcome.kind === "skipped")) return 3;
  const isOpen = report.plan.environments.some(
    (plan) => plan.behind !== undefined || pendingHolds(plan).length > 0,
  );
  return isOpen ? 3 : 0;
}

/** The worst of several: wrong usage, then failed, then pending. */
export function worstExitCode(codes: readonly ExitCode[]): ExitCode {
  return ([2, 1, 3] as const).find((code) => codes.includes(code)) ?? 0;
}

/**
 * 3 when something has drifted, or when Git or a template could not be compared; a comparison with what is live that could not be made
 * is named in the report and alone changes no exit code, because most roles may not make it.
 */
export function driftExitCode({ targets, counts }: DriftReport): ExitCode {
  const isHeld = targets.some(({ layers }) => isHeldBack(layers.git) || isHeldBack(layers.template));
  return counts.drifted > 0 || isHeld ? 3 : 0;
}

/** Nothing is asked of an environment that Git has no manifest of, and nothing of what is neither deployed nor in Git. */
function isHeldBack(state: LayerState): boolean {
  return (
    state.kind === "not-checked" && !["EnvironmentNotInGit", "NotInGit", "NotDeployed"].includes(state.reason)
  );
}
