import type { NewestOperation } from "../domain/cloud.ts";
import type { WorkloadType } from "../domain/copilot-records.ts";
import type { DesiredStack } from "../domain/desired.ts";
import { digestInToken, isTokenFor, mendingOfToken } from "../domain/operation-token.ts";
import type { DeleteStackStep, MendStep, StackStep, StepFrame } from "../domain/plan.ts";
import type { Impact } from "../domain/step-effects.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { Target } from "../domain/target.ts";
import { digestOf } from "../template/digest.ts";

/** What is known of a stack on which an operation runs. */
export interface RunningOn {
  readonly target: Target;
  readonly stack: ObservedStack;
  /** What the commit asks of it; undefined where that is nothing, or is not known. */
  readonly wanted: DesiredStack | undefined;
  /** Of its workload, where Copilot knows it. */
  readonly type: WorkloadType | undefined;
}

/** A step that an earlier process began. */
export type ResumedStep = StackStep | DeleteStackStep | MendStep;

/**
 * The step that a running operation is, as far as can still be told from its token: what it was planned against is gone. Undefined where
 * it is none of Autoland's, and of a first creation that is being ended early, which leaves nothing to follow.
 */
export function resumedStep(
  running: RunningOn,
  { token, isEnding }: NewestOperation,
): ResumedStep | undefined {
  const { target, stack, wanted } = running;
  const mending = mendingOfToken(token);
  if (mending !== undefined)
    return { ...frameOf(running, token), kind: mending, stack: stack.id, arn: stack.arn, token };
  if (digestInToken(token) === undefined) return undefined;
  if (stack.status === "DELETE_IN_PROGRESS")
    return isEnding || target.workload === undefined
      ? undefined
      : deletion({ ...running, workload: target.workload }, token);
  const isWanted = wanted !== undefined && isTokenFor(token, wanted.digest);
  const creates = stack.status.startsWith("CREATE_") || stack.status.startsWith("ROLLBACK_");
  const lastChanged = (stack.updatedAt ?? stack.createdAt).toISOString();
  return {
    ...frameOf(running, token),
    kind: creates ? "create-stack" : "update-stack",
    stack: stack.id,
    desired: isWanted ? wanted : earlierWish(stack, token),
    base: creates ? { kind: "absent" } : { kind: "deployed", arn: stack.arn, digest: "", lastChanged },
    changes: [],
    impact: noImpact,
    effects: {},
    resumed: isWanted ? "for-this-commit" : "for-an-earlier-commit",
  };
}

function frameOf({ target, stack }: RunningOn, token: string): StepFrame {
  return {
    ...target,
    digest: digestOf({ arn: stack.arn, token }),
    because: [`the change was begun before this process was, and is followed to its end`],
    dependsOn: [],
    resumed: "for-an-earlier-commit",
  };
}

/** Files of a site are gone before its stack begins to go; a job's tasks are stopped after it. */
function deletion(running: RunningOn & { readonly workload: string }, token: string): DeleteStackStep {
  const { stack, type, workload } = running;
  return {
    ...frameOf(running, token),
    kind: "delete-stack",
    workload,
    stack: stack.id,
    arn: stack.arn,
    lastChanged: (stack.updatedAt ?? stack.createdAt).toISOString(),
    removes: [],
    losesData: [],
    empties: [],
    stopsTasks: type === "Scheduled Job",
  };
}

/** What an earlier commit asked for, as far as its stack shows it while it changes. */
function earlierWish(stack: ObservedStack, token: string): DesiredStack {
  const { id, parameters, tags, roleArn = "" } = stack;
  const digest = digestInToken(token) ?? "";
  return { id, roleArn, template: { Resources: {} }, parameters, tags, bucket: "", artifacts: [], digest };
}

const noImpact: Impact = {
  adds: [],
  modifies: [],
  replaces: [],
  restarts: [],
  removes: [],
  dataAtRisk: [],
  access: [],
  widens: [],
};
