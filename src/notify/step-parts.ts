import type { DesiredStack } from "../domain/desired.ts";
import { type Step, stackOf } from "../domain/plan.ts";

/** Where a step does its work; nothing for one that only changes Copilot's registers. */
export function placeOf(step: Step | undefined): {
  readonly place?: { readonly account: string; readonly region: string };
} {
  const stack = step === undefined ? undefined : stackOf(step);
  return stack === undefined ? {} : { place: { account: stack.account, region: stack.region } };
}

/** The stack that a step is to reach; undefined for one that renders none. */
export function desiredOf(step: Step): DesiredStack | undefined {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return step.desired;
    case "redeploy":
    case "delete-stack":
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
    case "delete-failed-create":
    case "continue-rollback":
      return undefined;
  }
}
