import type { DesiredEnvironmentStack } from "../domain/desired.ts";
import type { Observed } from "../domain/observed.ts";
import type { RecordedState } from "../domain/records.ts";
import type { Revision } from "../domain/revision.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { MendingPolicy } from "./mend-step.ts";
import { planStack, type StackPlan } from "./plan-stack.ts";

/** Plans an environment's own stack. What keeps it from being changed holds up none of the workloads. */
export function planEnvironmentStack(
  { environment, revision }: { readonly environment: string; readonly revision: Revision },
  desired: DesiredEnvironmentStack,
  observed: Observed<ObservedStack>,
  records: RecordedState,
  allowed?: MendingPolicy,
): StackPlan {
  switch (desired.kind) {
    case "not-in-git":
      return {
        kind: "held",
        held: {
          environment,
          reason: "EnvironmentNotInGit",
          message: `branch ${revision.branch} has no copilot/environments/${environment}/manifest.yml, so nothing is asked of the environment's own stack; it is left as it is`,
          findings: [],
        },
      };
    case "not-rendered": {
      const { reason, message, remedy } = desired.failure;
      const held = { environment, reason, message, ...(remedy === undefined ? {} : { remedy }) };
      return { kind: "held", held: { ...held, findings: desired.findings } };
    }
    case "rendered":
      return planStack({ environment, dependsOn: [] }, desired.stack, observed, records, allowed);
  }
}
