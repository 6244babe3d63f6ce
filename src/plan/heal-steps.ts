import { type DueHeal, healingBrake, type HealMode } from "../domain/healing.ts";
import type { HealStep } from "../domain/plan.ts";
import { stackKey } from "../domain/stack.ts";
import { digestOf } from "../template/digest.ts";

/**
 * The steps that put back what somebody has changed live, for workloads that are as Git asks: one that is to be changed is deployed
 * first, and looked at again after that. What was put back too often within a day waits for a person, whatever the operator lets be done.
 */
export function healSteps(
  environment: string,
  heal: HealMode | undefined,
  inSync: readonly string[],
  due: readonly DueHeal[],
): readonly HealStep[] {
  if (heal === undefined || heal === "report") return [];
  return due
    .filter((each) => each.environment === environment && inSync.includes(each.workload))
    .map(({ workload, stack, lastChanged, fixes, healedAt }) => ({
      kind: "heal",
      digest: digestOf({ heal: stackKey(stack), fixes: fixes.map((fix) => ({ ...fix })) }),
      environment,
      workload,
      stack,
      lastChanged,
      fixes,
      asksPerson:
        heal === "approve" ? "always" : healedAt.length >= healingBrake.times ? "changed-again" : "no",
      dependsOn: [],
      because: [
        ...fixes.map(
          ({ setting, from, to }) =>
            `${setting.replace("-", " ")} is ${from} and not ${to}, as deployed: somebody has changed it live`,
        ),
        ...(healedAt.length < healingBrake.times
          ? []
          : [`what was put back at ${healedAt.map((at) => at.toISOString()).join(", ")} was changed again`]),
      ],
    }));
}
