import type { CallContext } from "../kernel/service.ts";
import { beginDelete, beginDeploy, beginRevert } from "./begin-task.ts";
import { beginImport, beginRelease } from "./import-resources.ts";
import { cancelRunning, settleTask } from "./settle-task.ts";
import { endPhase, failForward } from "./phases.ts";
import { provisionerFor } from "./provisioners.ts";
import { requestOf } from "./provision-request.ts";
import { regionState } from "./state.ts";
import type { StackRecord, Task, TaskAddress, TaskOutcome } from "./state.ts";

/**
 * Starts every task that may start, until nothing more can; ends the phase when all is done. Called after whatever may
 * have freed a task.
 */
export function advance(context: CallContext, stack: StackRecord): void {
  for (;;) {
    const { operation } = stack;
    if (operation === undefined || operation.phase === "held") return;
    const startable = [...operation.tasks.values()].filter((task) => mayStart(task, operation.tasks));
    for (const task of startable) {
      begin(context, stack, task);
      if (hasFailedForward(stack)) return failNow(context, stack);
    }
    if (startable.length > 0) continue;
    if ([...operation.tasks.values()].some(({ state }) => state === "running")) return;
    if (!endPhase(context, stack)) return;
  }
}

/** Ends a running task from outside: its time has come, a function answered, a nested stack came to rest. Late answers are ignored. */
export function answerTask(context: CallContext, address: TaskAddress, outcome: TaskOutcome): void {
  const stack = context.state(regionState).stacks.get(address.stackId);
  const operation = stack?.operation;
  if (stack === undefined || operation?.id !== address.operationId || operation.phase !== address.phase)
    return;
  const task = operation.tasks.get(address.taskKey);
  if (task?.state !== "running") return;
  settleTask(context, stack, task, outcome);
  if (hasFailedForward(stack)) failNow(context, stack);
  else advance(context, stack);
}

/** Asks a provisioner how far a task is. */
export function pollTask(context: CallContext, address: TaskAddress): void {
  const stack = context.state(regionState).stacks.get(address.stackId);
  const operation = stack?.operation;
  if (stack === undefined || operation?.id !== address.operationId || operation.phase !== address.phase)
    return;
  const task = operation.tasks.get(address.taskKey);
  if (task?.state !== "running") return;
  const request = requestOf(context, stack, task);
  const physicalId = task.leftover?.live.physicalId ?? stack.resources.get(task.logicalId)?.physicalId ?? "";
  const progress = provisionerFor(request.type).poll?.(request, physicalId) ?? { kind: "done" };
  switch (progress.kind) {
    case "pending":
      context.schedule({ event: "poll", afterMilliseconds: progress.seconds * 1000, payload: address });
      return;
    case "done":
      return answerTask(context, address, { kind: "done", attributes: progress.attributes });
    case "failed":
      return answerTask(context, address, { kind: "failed", reason: progress.reason });
  }
}

function begin(context: CallContext, stack: StackRecord, task: Task): void {
  switch (task.verb) {
    case "deploy":
      return beginDeploy(context, stack, task);
    case "delete":
      return beginDelete(context, stack, task);
    case "revert":
      return beginRevert(context, stack, task);
    case "import":
      return tellLater(context, stack, task, beginImport(context, stack, task));
    case "release":
      return tellLater(context, stack, task, beginRelease(context, stack, task));
  }
}

function tellLater(
  context: CallContext,
  stack: StackRecord,
  task: Task,
  end: { readonly milliseconds: number; readonly outcome: TaskOutcome },
): void {
  const { operation } = stack;
  if (operation === undefined) return;
  const { id: operationId, phase } = operation;
  const address = { stackId: stack.id, operationId, phase, taskKey: task.key };
  const payload = { address, outcome: end.outcome };
  context.schedule({ event: "settle", afterMilliseconds: end.milliseconds, payload });
}

function mayStart(task: Task, tasks: ReadonlyMap<string, Task>): boolean {
  if (task.state !== "waiting") return false;
  return task.waitsFor.every((key) => {
    const other = tasks.get(key);
    return other === undefined || other.state === "done";
  });
}

/** Whether a creation or update failed in a way that ends it now: without rollback, independent work goes on. */
function hasFailedForward(stack: StackRecord): boolean {
  const { operation } = stack;
  if (operation?.phase !== "forward" || operation.failures.length === 0) return false;
  return operation.onFailure !== "nothing";
}

function failNow(context: CallContext, stack: StackRecord): void {
  cancelRunning(context, stack);
  failForward(context, stack);
  advance(context, stack);
}
