import { notCarriedOut } from "./not-carried-out.ts";
import type { ForgetStep, RegisterStep } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import type { Hands, StepContext } from "./hands.ts";
import { restingOrTried } from "./resting.ts";
import { telling } from "./telling.ts";

/**
 * Enters a workload into Copilot's registers, or takes it out. May be called again after a crash at any point, and for several
 * environments at once: what is done already is not done again. Expected failures are outcomes; it throws only when told to stop.
 */
export function applyRegistryStep(
  hands: Hands,
  context: StepContext,
  step: RegisterStep | ForgetStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const name = `${step.kind} ${step.digest} ${context.retriedAt(step)}`;
  return restingOrTried(hands, name, step, async () => {
    const { environment, workload } = step;
    const log = hands.log.child({ environment, workload });
    telling(hands, context, step)({ kind: "step-began" });
    try {
      const end = await change(hands, step, signal);
      if (end === "unchanged") return { kind: "nothing-to-do", step };
      log.info({ step: step.kind }, "Copilot's registers changed");
      return { kind: "applied", step };
    } catch (error) {
      signal.throwIfAborted();
      return notCarriedOut(step, error);
    }
  });
}

function change({ registry }: Hands, step: RegisterStep | ForgetStep, signal: AbortSignal) {
  switch (step.kind) {
    case "register-workload":
    case "adopt-workload":
      return registry.register({ application: step.registeredIn, component: step.component }, signal);
    case "forget-workload":
      return registry.forget({ application: step.registeredIn, workload: step.workload }, signal);
  }
}
