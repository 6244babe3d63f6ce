import { type EnvironmentPlan, stackOf, type Step } from "../domain/plan.ts";
import type { StackId } from "../domain/stack.ts";
import type { StepOutcome } from "../domain/report.ts";
import { isSameTarget, nameInEnvironment } from "../domain/target.ts";
import { allEnded } from "./all-ended.ts";
import { applyStep } from "./apply-step.ts";
import type { Hands, StepContext } from "./hands.ts";

/**
 * Applies an environment's steps: the environment's own before all others, and when they have changed more than functions, nothing
 * after them: workloads are rendered against the deployed environment, so they are planned again. Steps of one workload go after each
 * other, workloads after those that they depend on, the rest side by side. A step whose forerunner did not end well is skipped; the
 * others go on. No step begins on a stack that an earlier pass still changes, nor once a newer pass has begun: that one plans it anew.
 */
export async function applyEnvironment(
  hands: Hands,
  context: StepContext,
  plan: EnvironmentPlan,
  signal: AbortSignal,
): Promise<readonly StepOutcome[]> {
  const crew: Crew = { hands, context, environment: plan.environment, signal };
  const byTarget = Map.groupBy(plan.steps, (step) => step.workload);
  const own = await applyInTurn(crew, byTarget.get(undefined) ?? [], []);
  if (own.some(changesEnvironment)) {
    const others = plan.steps.filter((step) => step.workload !== undefined);
    return [...own, ...others.map(plannedAgain)];
  }
  const running = new Map<string, Promise<readonly StepOutcome[]>>();
  const changing = new Set(
    plan.held.flatMap(({ reason, workload }) => (reason === "StackBusy" ? (workload ?? []) : [])),
  );
  for (const [workload, steps] of byTarget) {
    if (workload === undefined) continue;
    const before = [...new Set(steps.flatMap((step) => step.dependsOn))];
    const busy = before.find((name) => changing.has(name));
    if (busy !== undefined) {
      running.set(workload, Promise.resolve(steps.map((step) => waitsFor(step, busy))));
      continue;
    }
    // Steps come in an order that respects dependencies, so a forerunner's promise is there already; one that is
    // not is part of a cycle, which the order has broken here.
    const forerunners = before.flatMap((name) => running.get(name) ?? []);
    running.set(workload, applyInTurn(crew, steps, [Promise.resolve(own), ...forerunners]));
  }
  const outcomes = await allEnded(running.values());
  return [...own, ...outcomes.flat()];
}

function plannedAgain(step: Step): StepOutcome {
  const because = `${step.environment} has just changed, and its workloads are planned again against it`;
  return { kind: "skipped", step, reason: "EnvironmentChanged", because };
}

/** Whether a step waits for another look only because its environment has just changed. */
export function waitsForItsEnvironment(outcome: StepOutcome): boolean {
  return outcome.kind === "skipped" && outcome.reason === "EnvironmentChanged";
}

function changesEnvironment({ kind, step }: StepOutcome): boolean {
  if (kind !== "applied") return false;
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
      return true;
    case "refresh-functions":
    case "redeploy":
    case "heal":
    case "register-workload":
    case "adopt-workload":
    case "delete-stack":
    case "forget-workload":
    case "delete-failed-create":
    case "continue-rollback":
      return false;
  }
}

interface Crew {
  readonly hands: Hands;
  readonly context: StepContext;
  readonly environment: string;
  readonly signal: AbortSignal;
}

async function applyInTurn(
  crew: Crew,
  steps: readonly Step[],
  forerunners: readonly Promise<readonly StepOutcome[]>[],
): Promise<readonly StepOutcome[]> {
  const { operations } = crew.hands;
  const before = (await Promise.all(forerunners)).flat();
  let blocker = before.find((outcome) => !endedWell(outcome));
  const outcomes: StepOutcome[] = [];
  for (const step of steps) {
    const isContinued = outcomes.some((outcome) => stackOf(outcome.step) !== undefined);
    const outcome =
      blocker === undefined
        ? await operations.limit(crew.environment, () => begin(crew, step, isContinued))
        : skippedAfter(step, blocker);
    outcomes.push(outcome);
    if (!endedWell(outcome)) blocker ??= outcome;
  }
  return outcomes;
}

/** Waiting for others takes its time: what was true when the pass looked is asked once more. */
async function begin(
  { hands, context, signal }: Crew,
  step: Step,
  isContinued: boolean,
): Promise<StepOutcome> {
  if (!context.isNewest()) return overtaken(step);
  const stack = stackOf(step);
  // Copilot's registers need no claim: whoever comes second waits for the StackSet, and finds nothing left to do.
  if (stack === undefined) return applyStep(hands, { ...context, isContinued }, step, signal);
  const giveBack = hands.operations.claim(stack);
  if (giveBack === undefined) return claimed(step, stack);
  try {
    return await applyStep(hands, { ...context, isContinued }, step, signal);
  } finally {
    giveBack();
  }
}

function skippedAfter(step: Step, blocker: StepOutcome): StepOutcome {
  const name = nameInEnvironment(blocker.step);
  if (blocker.kind === "skipped" && blocker.reason !== "DependencyFailed")
    return isSameTarget(blocker.step, step) ? { ...blocker, step } : waitsFor(step, name);
  const because = `${name} comes first and did not end well`;
  return { kind: "skipped", step, reason: "DependencyFailed", because };
}

function waitsFor(step: Step, name: string): StepOutcome {
  const because = `${name} comes first and is still to be done`;
  return { kind: "skipped", step, reason: "WaitingForWorkload", because };
}

function overtaken(step: Step): StepOutcome {
  const because = `a newer look has begun since this was planned, and decides about it anew`;
  return { kind: "skipped", step, reason: "Overtaken", because };
}

function claimed(step: Step, stack: StackId): StepOutcome {
  const because = `stack ${stack.name} is still being changed by an earlier pass`;
  return { kind: "skipped", step, reason: "StackBusy", because };
}

function endedWell(outcome: StepOutcome): boolean {
  return outcome.kind === "applied" || outcome.kind === "nothing-to-do";
}
