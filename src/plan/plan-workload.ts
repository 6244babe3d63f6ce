import type { DesiredWorkload } from "../domain/desired.ts";
import type { Observed } from "../domain/observed.ts";
import type { RecordedState } from "../domain/records.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { MendingPolicy } from "./mend-step.ts";
import { planStack, type StackPlan } from "./plan-stack.ts";

/** Plans one workload of one environment. */
export function planWorkload(
  environment: string,
  desired: DesiredWorkload,
  observed: Observed<ObservedStack>,
  records: RecordedState,
  allowed?: MendingPolicy,
): StackPlan {
  const { workload } = desired;
  if (desired.kind === "not-rendered") {
    const { reason, message, remedy } = desired.failure;
    const held = { environment, workload, reason, message, ...(remedy === undefined ? {} : { remedy }) };
    return { kind: "held", held: { ...held, findings: desired.findings } };
  }
  return planStack(
    { environment, workload, dependsOn: desired.dependsOn },
    desired.stack,
    observed,
    records,
    allowed,
  );
}
