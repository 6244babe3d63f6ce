import type { RedeployStep } from "../domain/plan.ts";
import { type StackId, stackKey } from "../domain/stack.ts";
import { digestOf } from "../template/digest.ts";

/** A service that is to get new tasks. */
export interface DueRedeployment {
  readonly environment: string;
  readonly workload: string;
  readonly stack: StackId;
  readonly requestedAt: Date;
}

/**
 * The steps that start new tasks, for workloads that are as Git asks. One that is to be changed besides is changed first; if that brings
 * new tasks, the request is carried out with it.
 */
export function redeploySteps(
  environment: string,
  inSync: readonly string[],
  due: readonly DueRedeployment[],
): readonly RedeployStep[] {
  return due
    .filter((each) => each.environment === environment && inSync.includes(each.workload))
    .map(({ workload, stack, requestedAt }) => ({
      kind: "redeploy",
      digest: digestOf({ redeploy: stackKey(stack), requestedAt: requestedAt.toISOString() }),
      environment,
      workload,
      stack,
      requestedAt,
      dependsOn: [],
      because: [`a person asked for new tasks at ${requestedAt.toISOString()}`],
    }));
}
