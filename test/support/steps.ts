import type { StackStep, Step } from "../../src/domain/plan.ts";

/** A step on one line for assertions: its kind and what it acts on. */
export function stepLabel(step: Step): string {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
    case "delete-stack":
    case "delete-failed-create":
    case "continue-rollback":
      return `${step.kind} ${step.stack.name}`;
    case "heal":
      return `heal ${step.stack.name}`;
    case "redeploy":
      return `redeploy ${step.stack.name}`;
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
      return `${step.kind} ${step.environment}/${step.workload}`;
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
      case "heal":
      case "register-workload":
      case "adopt-workload":
      case "delete-stack":
      case "forget-workload":
      case "delete-failed-create":
      case "continue-rollback":
        return [];
    }
  });
}
