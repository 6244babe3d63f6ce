import { type EnvironmentPlan, pendingHolds, type Plan } from "../domain/plan.ts";
import type { WorkloadHealth } from "../domain/report.ts";

/** Why an environment's steps are planned and not applied. */
export interface Obstacle {
  readonly reason: string;
  readonly because: string;
}

/** What keeps an environment's steps from being applied now; undefined when nothing does. Pure. */
export function obstacleTo(
  plan: EnvironmentPlan,
  whole: Plan,
  health: readonly WorkloadHealth[],
): Obstacle | undefined {
  const { environment, mode, after } = plan;
  if (mode === "look")
    return { reason: "LookOnly", because: `the mode of ${environment} is look: nothing is changed there` };
  if (mode === "approve") {
    return {
      reason: "NotSupportedYet",
      because: `the mode of ${environment} is approve, and this version cannot take approvals yet`,
    };
  }
  if (after === undefined) return undefined;
  const forerunner = whole.environments.find((other) => other.environment === after);
  const why = forerunner === undefined ? "is not in this pass" : notPassed(forerunner, plan, health);
  if (why === undefined) return undefined;
  return { reason: "WaitingForEnvironment", because: `${environment} comes after ${after}, which ${why}` };
}

/** Says nothing against the commit and stays as long as this version does: it holds up nobody else. */
const lasting = "NotSupportedYet";

function notPassed(
  forerunner: EnvironmentPlan,
  plan: EnvironmentPlan,
  health: readonly WorkloadHealth[],
): string | undefined {
  if (forerunner.revision?.commit !== plan.revision?.commit) return "follows another commit";
  if (forerunner.steps.length > 0) return "is not at this commit yet";
  const held = pendingHolds(forerunner).filter((item) => item.reason !== lasting);
  if (held.length > 0) return `holds something back (${held.map((item) => item.reason).join(", ")})`;
  const ill = health.find(
    (item) =>
      item.environment === forerunner.environment && item.status !== "Healthy" && item.status !== "Suspended",
  );
  return ill === undefined ? undefined : `does not run well (${ill.workload} is ${ill.status})`;
}
