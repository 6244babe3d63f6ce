import type { StackStep } from "../domain/plan.ts";
import type { StepContext } from "./hands.ts";
import type { Sight } from "./in-brief.ts";

/** Finds what policy judged of a step's stack when it was planned, for judging it once more as CloudFormation made it. */
export function policyOn({ plan, wishes, policy }: Sight): StepContext["policyOn"] {
  return ({ environment, workload }: StackStep) => {
    const wish = wishes.get(environment);
    if (wish?.kind !== "desired") return undefined;
    const { own, workloads } = wish.desired;
    const desired =
      workload === undefined ? own : workloads.find((candidate) => candidate.workload === workload);
    if (desired?.kind !== "rendered") return undefined;
    const otherEnvironments = plan.environments
      .map((other) => other.environment)
      .filter((name) => name !== environment);
    return { judged: desired.judged, policy: { ...policy, otherEnvironments } };
  };
}
