import type { DesiredEnvironmentStack, DesiredWorkload } from "../domain/desired.ts";
import type { Observed } from "../domain/observed.ts";
import type { StackStep } from "../domain/plan.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { PlanInput } from "./plan-input.ts";
import { askPolicy, type PolicyAnswer } from "./policy-hold.ts";

/** The steps with what policy asks a person about them. */
export function asking(steps: readonly StackStep[], { asks }: PolicyAnswer): readonly StackStep[] {
  return asks.length === 0 ? steps : steps.map((step) => ({ ...step, asks }));
}

/** What policy says of a stack that is to be changed; what is in sync stands there already and is not judged. */
export function policyOn(
  desired: DesiredWorkload | DesiredEnvironmentStack,
  observed: Observed<ObservedStack>,
  input: PlanInput,
): PolicyAnswer {
  if (desired.kind !== "rendered") return { held: undefined, asks: [], warnings: [] };
  const { judged, stack } = desired;
  const deployed = observed.kind === "present" ? observed.value : undefined;
  const otherEnvironments = input.rules
    .map((rule) => rule.environment)
    .filter((name) => name !== judged.environment);
  return askPolicy(judged, stack, deployed, { ...input.policy, otherEnvironments });
}
