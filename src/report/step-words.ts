import type { Step } from "../domain/plan.ts";

/** What a step is, as one sign; colour never says more than the sign does. */
export function stepSign({ kind }: Step): string {
  switch (kind) {
    case "create-stack":
    case "register-workload":
      return "+";
    case "delete-stack":
    case "forget-workload":
      return "-";
    case "update-stack":
    case "refresh-functions":
    case "adopt-workload":
    case "continue-rollback":
    case "heal":
      return "~";
    case "redeploy":
      return "↻";
    case "delete-failed-create":
      return "-";
  }
}

/** What a step does, and to what: `update shop-production-api`. */
export function stepWords(step: Step): string {
  switch (step.kind) {
    case "create-stack":
      return `create ${step.stack.name}`;
    case "update-stack":
      return `update ${step.stack.name}`;
    case "refresh-functions":
      return `refresh functions of ${step.stack.name}`;
    case "redeploy":
      return `start new tasks of ${step.stack.name}`;
    case "heal":
      return `put settings of ${step.stack.name} back`;
    case "register-workload":
      return `register ${step.workload} with Copilot`;
    case "adopt-workload":
      return `restore Copilot's record of ${step.workload}`;
    case "delete-stack":
      return `delete ${step.stack.name}`;
    case "forget-workload":
      return `delete the images and Copilot's record of ${step.workload}`;
    case "delete-failed-create":
      return `delete ${step.stack.name}, which holds nothing`;
    case "continue-rollback":
      return `continue the rollback of ${step.stack.name}`;
  }
}

/** What a step has done, once it is applied: `shop-production-api updated`. */
export function stepDone(step: Step): string {
  switch (step.kind) {
    case "create-stack":
      return `${step.stack.name} created`;
    case "update-stack":
      return `${step.stack.name} updated`;
    case "refresh-functions":
      return `${step.stack.name} has its functions refreshed`;
    case "redeploy":
      return `${step.stack.name} gets new tasks`;
    case "heal":
      return `${step.stack.name} has its settings back`;
    case "register-workload":
      return `${step.workload} registered with Copilot`;
    case "adopt-workload":
      return `${step.workload} has Copilot's record again`;
    case "delete-stack":
      return `${step.stack.name} deleted`;
    case "forget-workload":
      return `${step.workload} forgotten, with its images`;
    case "delete-failed-create":
      return `${step.stack.name} deleted`;
    case "continue-rollback":
      return `${step.stack.name} is rolled back`;
  }
}
