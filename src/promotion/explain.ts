import type { EnvironmentPlan, Held } from "../domain/plan.ts";
import { pendingHolds } from "../domain/plan.ts";
import type { Reason } from "../domain/report.ts";
import type { Decision } from "./decide.ts";

/**
 * Why an environment is not at the head of its branch: at least one reason whenever it is not, none when it is. What is held comes first, then
 * what keeps steps from being carried out, each reason once however many steps it keeps, then what lies ahead. Pure.
 */
export function explain(plan: EnvironmentPlan, decisions: readonly Decision[]): readonly Reason[] {
  const { environment, behind } = plan;
  const held = pendingHolds(plan).map((item) => heldReason(environment, item));
  const ahead: readonly Reason[] =
    behind === undefined
      ? []
      : [
          {
            environment,
            reason: behind.reason,
            message: behind.message,
            ...(behind.remedy === undefined ? {} : { remedy: behind.remedy }),
            ...(behind.until === undefined ? {} : { until: behind.until }),
          },
        ];
  const kept = decisions.flatMap(({ step, obstacles }) => {
    const about = { environment, ...(step.workload === undefined ? {} : { workload: step.workload }) };
    if (obstacles.length === 0)
      return [{ ...about, reason: "ToBeApplied", message: "it is applied with the next pass" }];
    return obstacles.map(({ because, ...obstacle }): Reason => ({ ...about, ...obstacle, message: because }));
  });
  return [...held, ...once(kept), ...ahead];
}

function heldReason(environment: string, held: Held): Reason {
  const { workload, reason, message, remedy } = held;
  return {
    environment,
    ...(workload === undefined ? {} : { workload }),
    reason,
    message,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** What is said of several workloads in the same words is said once, of the environment. */
function once(reasons: readonly Reason[]): readonly Reason[] {
  const groups = Map.groupBy(reasons, ({ reason, message, remedy }) =>
    JSON.stringify([reason, message, remedy]),
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    if (others.every(({ workload }) => workload === first.workload)) return [first];
    const { workload: _some, ...about } = first;
    return [about];
  });
}
