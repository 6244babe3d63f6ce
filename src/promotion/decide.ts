import type { Step } from "../domain/plan.ts";
import { nameInEnvironment } from "../domain/target.ts";
import { frozen } from "./rules/frozen.ts";
import { lookOnly } from "./rules/look-only.ts";
import { notApproved } from "./rules/not-approved.ts";
import { outsideWindow } from "./rules/outside-window.ts";
import { pipelineActive } from "./rules/pipeline-active.ts";
import { preStepsOpen } from "./rules/pre-steps.ts";
import { recordUnreadable } from "./rules/record-unreadable.ts";
import { suspended } from "./rules/suspended.ts";
import { waitingForEnvironment } from "./rules/waiting-for-environment.ts";
import type { Obstacle, Rule, Situation } from "./situation.ts";

/** Every reason for not carrying out a step now; those that a person or the operator has given come first. */
const rules: readonly Rule[] = [
  lookOnly,
  recordUnreadable,
  pipelineActive,
  suspended,
  frozen,
  outsideWindow,
  waitingForEnvironment,
  notApproved,
];

/** What is to happen with one step now: it may be carried out when nothing stands in its way. */
export interface Decision {
  readonly step: Step;
  /** All of them, so that nobody who mends one learns of the next only then. */
  readonly obstacles: readonly Obstacle[];
}

/**
 * What may be applied of an environment's plan now, step by step, and why the rest may not. A step whose forerunner may not be carried
 * out waits with it; in a circle of forerunners the one that the plan's order puts first waits for nobody. Pre-steps are asked about
 * last: they run only once something else may. Pure.
 */
export function decide(situation: Situation): readonly Decision[] {
  const decided = inOrder(
    situation.plan.steps.map((step) => ({ step, obstacles: obstaclesTo(step, situation, rules) })),
  );
  return decided.map(({ step, obstacles }) => ({
    step,
    obstacles: obstacles.length > 0 ? obstacles : obstaclesTo(step, situation, [preStepsOpen]),
  }));
}

function obstaclesTo(step: Step, situation: Situation, table: readonly Rule[]): readonly Obstacle[] {
  return table.flatMap((rule) => rule(step, situation) ?? []);
}

function inOrder(own: readonly Decision[]): readonly Decision[] {
  const decided: Decision[] = [];
  for (const { step, obstacles } of own) {
    const waitsFor = decided.find((other) => other.obstacles.length > 0 && comesFirst(other.step, step));
    decided.push({
      step,
      obstacles:
        obstacles.length > 0 || waitsFor === undefined
          ? obstacles
          : [
              {
                reason: "WaitingForWorkload",
                because: `${nameInEnvironment(waitsFor.step)} comes first, and is held back: ${waitsFor.obstacles[0]?.because ?? ""}`,
              },
            ],
    });
  }
  return decided;
}

/** The environment's own steps come before all others, a workload's own one after the other. */
function comesFirst(first: Step, then: Step): boolean {
  if (first.workload === undefined || first.workload === then.workload) return true;
  return then.dependsOn.includes(first.workload);
}
