import type { CallContext } from "../kernel/service.ts";
import { pushResourceEvent, setResourceStatus } from "./record-event.ts";
import type { ResourceRecord, ResourceStatus, StackRecord, Task, TaskOutcome } from "./state.ts";

/** Ends a running task: status, event, and what it leaves behind. */
export function settleTask(context: CallContext, stack: StackRecord, task: Task, outcome: TaskOutcome): void {
  if (task.timeoutEvent !== undefined) context.cancel(task.timeoutEvent);
  const record = stack.resources.get(task.logicalId);
  const verb = task.shows ?? "CREATE";
  task.state = outcome.kind === "done" ? "done" : "failed";
  if (outcome.kind === "failed") {
    stack.operation?.failures.push({ logicalId: task.logicalId, verb: failureVerb(verb) });
  }
  if (verb === "DELETE") return settleDeletion(context, stack, { task, record, outcome });
  if (record === undefined) return;
  if (outcome.kind === "failed") {
    setResourceStatus(context, stack, record, { status: `${verb}_FAILED`, reason: outcome.reason });
    return;
  }
  takeAnswer(record, outcome);
  if (task.verb === "revert") restore(record);
  keepOldHalf(stack, task, record);
  setResourceStatus(context, stack, record, { status: `${verb}_COMPLETE` });
}

/** Gives up what is still running, because something else failed. */
export function cancelRunning(context: CallContext, stack: StackRecord): void {
  const { operation } = stack;
  if (operation === undefined) return;
  for (const task of operation.tasks.values()) {
    if (task.state !== "running") continue;
    const word = task.shows === "UPDATE" ? "update" : task.shows === "IMPORT" ? "import" : "creation";
    settleTask(context, stack, task, { kind: "failed", reason: `Resource ${word} cancelled` });
  }
}

function settleDeletion(
  context: CallContext,
  stack: StackRecord,
  end: {
    readonly task: Task;
    readonly record: ResourceRecord | undefined;
    readonly outcome: TaskOutcome;
  },
): void {
  const { task, record, outcome } = end;
  const status: ResourceStatus = outcome.kind === "done" ? "DELETE_COMPLETE" : "DELETE_FAILED";
  const reason = outcome.kind === "failed" ? outcome.reason : undefined;
  if (task.leftover === undefined) {
    if (record !== undefined) setResourceStatus(context, stack, record, { status, reason });
    return;
  }
  const { live, type, removesRecord } = task.leftover;
  pushResourceEvent(context, stack, {
    logicalId: task.logicalId,
    type,
    physicalId: live.physicalId,
    status,
    reason,
    properties: live.properties,
  });
  if (removesRecord) stack.resources.delete(task.logicalId);
}

function takeAnswer(record: ResourceRecord, outcome: Extract<TaskOutcome, { kind: "done" }>): void {
  const physicalId = outcome.physicalId ?? record.physicalId;
  record.physicalId = physicalId;
  record.live = Object.freeze({
    ...record.live,
    physicalId,
    attributes: outcome.attributes ?? record.live.attributes,
  });
}

/** After a revert the resource is again what it was. */
function restore(record: ResourceRecord): void {
  const { before } = record;
  if (before === undefined) return;
  record.live = Object.freeze({ ...before, attributes: record.live.attributes });
  record.physicalId = before.physicalId;
}

/** The old physical resource of a replacement is deleted when the operation ends well. */
function keepOldHalf(stack: StackRecord, task: Task, record: ResourceRecord): void {
  const { before } = record;
  if (task.verb !== "deploy" || task.shows !== "UPDATE" || before === undefined) return;
  if (before.physicalId === record.physicalId || before.physicalId === "") return;
  stack.operation?.leftovers.push({
    logicalId: record.logicalId,
    type: record.type,
    live: before,
    removesRecord: false,
  });
}

function failureVerb(verb: NonNullable<Task["shows"]>): "create" | "update" | "import" | "delete" {
  switch (verb) {
    case "CREATE":
      return "create";
    case "UPDATE":
      return "update";
    case "DELETE":
      return "delete";
    case "IMPORT":
    case "IMPORT_ROLLBACK":
      return "import";
  }
}
