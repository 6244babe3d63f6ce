import type { StackStep, Step } from "../../src/domain/plan.ts";

/** A step on one line for assertions: its kind and what it acts on. */
export function stepLabel(step: Step): string {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return `${step.kind} ${step.stack.name}`;
    case "redeploy":
      return `redeploy ${step.stack.name}`;
  }
}

/** Those of the steps that make a change set. */
export function stackSteps(steps: readonly Step[]): readonly StackStep[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case "create-stack":
      case "update-stack":
      case "refresh-functions":
        return [step];
      case "redeploy":
        return [];
    }
  });
}
