import type { Step } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { applyDeleteStep } from "./apply-delete-step.ts";
import { applyRegistryStep } from "./apply-registry-step.ts";
import { applyStackStep } from "./apply-stack-step.ts";
import { applyHeal } from "./apply-heal.ts";
import { applyRedeploy } from "./apply-redeploy.ts";
import type { Hands, StepContext } from "./hands.ts";
import { mendStack } from "./mend-stack.ts";
import { quietly } from "./quietly.ts";

/** Carries out one step. Expected failures are outcomes; it throws only when it was told to stop. */
export function applyStep(
  hands: Hands,
  context: StepContext,
  step: Step,
  signal: AbortSignal,
): Promise<StepOutcome> {
  return quietly(hands, context, step, (quiet) => carryOut(quiet, context, step, signal));
}

function carryOut(hands: Hands, context: StepContext, step: Step, signal: AbortSignal): Promise<StepOutcome> {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return applyStackStep(hands, context, step, signal);
    case "redeploy":
      return applyRedeploy(hands, context, step, signal);
    case "heal":
      return applyHeal(hands, context, step, signal);
    case "delete-stack":
      return applyDeleteStep(hands, context, step, signal);
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
      return applyRegistryStep(hands, context, step, signal);
    case "delete-failed-create":
    case "continue-rollback":
      return mendStack(hands, context, step, signal);
  }
}
