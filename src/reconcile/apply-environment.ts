import pLimit from "p-limit";
import type { EnvironmentPlan, Step } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { nameInEnvironment } from "../domain/target.ts";
import { allEnded } from "./all-ended.ts";
import { applyStep } from "./apply-step.ts";
import type { Hands, StepContext } from "./hands.ts";

/** How many stacks of one environment change at a time: RegisterTaskDefinition allows one a second (copilot-pains B.6). */
const atOnce = 4;

/**
 * Applies an environment's steps: the environment's own before all others; those of one workload after each other, workloads after
 * those that they depend on, the rest side by side. A step whose forerunner did not end well is skipped; the others go on.
 */
export async function applyEnvironment(
  hands: Hands,
  context: StepContext,
  plan: EnvironmentPlan,
  signal: AbortSignal,
): Promise<readonly StepOutcome[]> {
  const crew: Crew = { hands, context, limit: pLimit(atOnce), signal };
  const byTarget = Map.groupBy(plan.steps, (step) => step.workload);
  const own = applyInTurn(crew, byTarget.get(undefined) ?? [], []);
  const running = new Map<string, Promise<readonly StepOutcome[]>>();
  for (const [workload, steps] of byTarget) {
    if (workload === undefined) continue;
    // Steps come in an order that respects dependencies, so a forerunner's promise is there already; one that is
    // not is part of a cycle, which the order has broken here.
    const forerunners = [...new Set(steps.flatMap((step) => step.dependsOn))].flatMap(
      (name) => running.get(name) ?? [],
    );
    running.set(workload, applyInTurn(crew, steps, [own, ...forerunners]));
  }
  const outcomes = await allEnded([own, ...running.values()]);
  return outcomes.flat();
}

interface Crew {
  readonly hands: Hands;
  readonly context: StepContext;
  readonly limit: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
}

async function applyInTurn(
  crew: Crew,
  steps: readonly Step[],
  forerunners: readonly Promise<readonly StepOutcome[]>[],
): Promise<readonly StepOutcome[]> {
  const before = (await Promise.all(forerunners)).flat();
  let blocker = before.find((outcome) => !endedWell(outcome));
  const outcomes: StepOutcome[] = [];
  for (const step of steps) {
    const outcome =
      blocker === undefined
        ? await crew.limit(() =>
            applyStep(crew.hands, { ...crew.context, isContinued: outcomes.length > 0 }, step, crew.signal),
          )
        : skippedAfter(step, blocker);
    outcomes.push(outcome);
    if (!endedWell(outcome)) blocker ??= outcome;
  }
  return outcomes;
}

function skippedAfter(step: Step, blocker: StepOutcome): StepOutcome {
  return {
    kind: "skipped",
    step,
    reason: "DependencyFailed",
    because: `${nameInEnvironment(blocker.step)} comes first and did not end well`,
  };
}

function endedWell(outcome: StepOutcome): boolean {
  return outcome.kind === "applied" || outcome.kind === "nothing-to-do";
}
