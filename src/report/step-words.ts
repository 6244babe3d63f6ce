import type { Step } from "../domain/plan.ts";

/** What a step is, as one sign; colour never says more than the sign does. */
export function stepSign({ kind }: Step): string {
  switch (kind) {
    case "create-stack":
      return "+";
    case "update-stack":
    case "refresh-functions":
      return "~";
    case "redeploy":
      return "↻";
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
  }
}
