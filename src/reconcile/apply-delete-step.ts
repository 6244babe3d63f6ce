import { notCarriedOut } from "./not-carried-out.ts";
import type { Failure } from "../domain/failure.ts";
import { operationToken } from "../domain/operation-token.ts";
import type { DeleteStackStep } from "../domain/plan.ts";
import type { RemovalEnd, StackRemoval } from "../domain/removal.ts";
import type { StepOutcome } from "../domain/report.ts";
import { environmentStackName } from "../domain/stack-names.ts";
import { digestOf } from "../template/digest.ts";
import { blockersText } from "../plan/blockers-text.ts";
import type { Hands, StepContext } from "./hands.ts";
import { restingOrTried } from "./resting.ts";
import { telling } from "./telling.ts";

/**
 * Deletes a workload's stack and follows that to the end. May be called again after a crash at any point. Expected failures are outcomes;
 * it throws only when it was told to stop.
 */
export function applyDeleteStep(
  hands: Hands,
  context: StepContext,
  step: DeleteStackStep,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const removal = stackRemoval(context, step);
  return restingOrTried(hands, removal.token, step, () => remove(hands, context, step, removal, signal));
}

/**
 * Follows a deletion that an earlier process began to its end, and does what comes after it. One that has ended meanwhile in another way is
 * not begun again: the next look decides about it.
 */
export function followDeletion(
  hands: Hands,
  context: StepContext,
  step: DeleteStackStep,
  token: string,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const removal = { ...stackRemoval(context, step), token, plannedAgainst: "" };
  return remove(hands, context, step, removal, signal);
}

async function remove(
  hands: Hands,
  context: StepContext,
  step: DeleteStackStep,
  removal: StackRemoval,
  signal: AbortSignal,
): Promise<StepOutcome> {
  const { environment, workload, stack } = step;
  const log = hands.log.child({ environment, workload, stack: stack.name });
  const tell = telling(hands, context, step);
  tell({ kind: "step-began" });
  try {
    const progress = (line: string): void => {
      log.info({ event: line }, "stack deletion");
      tell({ kind: "step-progressed", line });
    };
    const end = await hands.remover.remove(removal, progress, signal);
    if (end.kind === "gone") return { kind: "applied", step };
    return { kind: "failed", step, failure: notDeleted(step, end) };
  } catch (error) {
    signal.throwIfAborted();
    return notCarriedOut(step, error);
  }
}

function notDeleted(
  { stack, environment, workload }: DeleteStackStep,
  { status, blockers }: Extract<RemovalEnd, { kind: "failed" }>,
): Failure {
  return {
    disposition: "stall",
    reason: "DeleteFailed",
    message: `stack ${stack.name} is ${status} and not deleted: ${blockersText(blockers)}`,
    remedy: `Remove what blocks it, then: autoland retry ${environment}/${workload}`,
  };
}

function stackRemoval(context: StepContext, step: DeleteStackStep): StackRemoval {
  const { stack, arn, lastChanged, empties, environment, workload, stopsTasks } = step;
  const { application, record, roles, retriedAt } = context;
  return {
    stack,
    arn,
    plannedAgainst: lastChanged,
    token: operationToken(step.digest, digestOf({ lastChanged, retriedAt: retriedAt(step) })),
    empties,
    ...(stopsTasks
      ? {
          tasks: {
            family: `${application}-${environment}-${workload}`,
            environmentStack: environmentStackName(application, environment),
          },
        }
      : {}),
    executionRoleArn: record.executionRoleArn,
    managerRoleArn: record.managerRoleArn,
    roles,
  };
}
