import { hideIn, hideInOutcome, hidingFor } from "../domain/hide-secrets.ts";
import type { Step } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import { applyDeleteStep } from "./apply-delete-step.ts";
import { applyRegistryStep } from "./apply-registry-step.ts";
import { applyStackStep } from "./apply-stack-step.ts";
import { applyHeal } from "./apply-heal.ts";
import { applyRedeploy } from "./apply-redeploy.ts";
import type { Hands, StepContext } from "./hands.ts";
import { mendStack } from "./mend-stack.ts";

/** Carries out one step. Expected failures are outcomes; it throws only when it was told to stop. */
export async function applyStep(
  hands: Hands,
  context: StepContext,
  step: Step,
  signal: AbortSignal,
): Promise<StepOutcome> {
  // What AWS says of a step may quote the values that it was given.
  const outcome = hideInOutcome(await carryOut(quiet(hands, step), context, step, signal));
  hands.tell({ kind: "step-ended", application: context.application, at: hands.clock.now(), outcome });
  return outcome;
}

function quiet(hands: Hands, step: Step): Hands {
  const hide = hidingFor(step);
  const log = (fields: object): object =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, hideIn(value, hide)]));
  return {
    ...hands,
    log: hands.log.child({}, { formatters: { log } }),
    tell: (happening) =>
      hands.tell(
        happening.kind === "step-progressed" ? { ...happening, line: hide(happening.line) } : happening,
      ),
  };
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
