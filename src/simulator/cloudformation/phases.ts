import type { CallContext } from "../kernel/service.ts";
import { registerExports, withdrawExports } from "./exports.ts";
import { evaluateOutputs } from "./outputs.ts";
import { releaseTasks } from "./import-resources.ts";
import { setResourceStatus, setStackStatus } from "./record-event.ts";
import { reasonOf } from "./stack-evaluator.ts";
import { regionState } from "./state.ts";
import type { OperationRecord, ResourceRecord, StackRecord, TaskAddress, TaskOutcome } from "./state.ts";
import { cleanupTasks, deleteTasks, revertTasks } from "./tasks.ts";

/** Ends the phase whose tasks are all over. True when another phase began whose tasks are to be started. */
export function endPhase(context: CallContext, stack: StackRecord): boolean {
  const { operation } = stack;
  if (operation === undefined) return false;
  switch (operation.phase) {
    case "forward":
      return endForward(context, stack, operation);
    case "cleanup":
      return endCleanup(context, stack, operation);
    case "rollback":
      return endRollback(context, stack, operation);
    case "rollback-cleanup":
      return endRollbackCleanup(context, stack, operation);
    case "delete":
      return endDelete(context, stack, operation);
    case "held":
      return false;
  }
}

/** The creation or update failed: what follows depends on what the request said. */
export function failForward(context: CallContext, stack: StackRecord): void {
  const { operation } = stack;
  if (operation === undefined) return;
  failWith(context, stack, operation, failureSentence(operation));
}

/** Fails the forward phase for a reason of the stack itself: an export in use, a missing import. */
export function failWith(
  context: CallContext,
  stack: StackRecord,
  operation: OperationRecord,
  reason: string,
): void {
  const sentence = reason.endsWith(".") || reason.endsWith(". ") ? reason.trimEnd() : `${reason}.`;
  if (operation.kind === "create") {
    tellParent(context, operation, {
      kind: "failed",
      reason: `Embedded stack ${stack.id} was not successfully created: ${sentence} `,
    });
    switch (operation.onFailure) {
      case "nothing":
        return rest(context, stack, "CREATE_FAILED", `${sentence} `);
      case "rollback":
        setStackStatus(context, stack, "ROLLBACK_IN_PROGRESS", `${sentence} Rollback requested by user.`);
        return startDeletions(stack, operation, "rollback");
      case "delete":
        setStackStatus(context, stack, "DELETE_IN_PROGRESS", `${sentence} Delete requested by user.`);
        return startDeletions(stack, operation, "delete");
    }
  }
  if (operation.kind === "import") {
    setStackStatus(context, stack, "IMPORT_ROLLBACK_IN_PROGRESS", `${sentence} `);
    operation.phase = "rollback";
    operation.failures = [];
    operation.tasks = releaseTasks(stack);
    return;
  }
  if (operation.onFailure === "nothing") {
    rest(context, stack, "UPDATE_FAILED", `${sentence} `);
    return;
  }
  startUpdateRollback(context, stack, operation, `${sentence} `);
  tellParent(context, operation, {
    kind: "failed",
    reason: `Embedded stack ${stack.id} was not successfully updated. Currently in UPDATE_ROLLBACK_IN_PROGRESS with reason: ${sentence} `,
  });
}

/** Begins to bring the last stable state back. */
export function startUpdateRollback(
  context: CallContext,
  stack: StackRecord,
  operation: OperationRecord,
  reason: string,
): void {
  setStackStatus(context, stack, "UPDATE_ROLLBACK_IN_PROGRESS", reason);
  operation.phase = "rollback";
  operation.failures = [];
  operation.leftovers = [];
  stack.current = stack.previous ?? stack.current;
  operation.tasks = revertTasks(stack, operation.skip);
}

/** Begins to delete what the stack has. */
export function startDeletions(
  stack: StackRecord,
  operation: OperationRecord,
  phase: "rollback" | "delete",
): void {
  operation.phase = phase;
  operation.failures = [];
  operation.leftovers = [];
  operation.tasks = deleteTasks(stack);
}

/** Begins to delete what an update no longer needs. */
export function startCleanup(context: CallContext, stack: StackRecord, operation: OperationRecord): void {
  operation.phase = "cleanup";
  operation.failures = [];
  releaseNested(context, stack);
  const present = new Set(operation.tasks.keys());
  const removed = [...stack.resources.values()].filter(({ logicalId }) => !present.has(logicalId));
  const leftovers = removed.map(({ logicalId, type, live, physicalId }) => ({
    logicalId,
    type,
    live: Object.freeze({ ...live, physicalId }),
    removesRecord: true,
  }));
  operation.leftovers.push(...leftovers);
  operation.tasks = cleanupTasks(operation.leftovers);
}

/** Puts the stack to rest in a status: the operation is over. */
export function rest(
  context: CallContext,
  stack: StackRecord,
  status: StackRecord["status"],
  reason?: string,
): void {
  const { operation } = stack;
  setStackStatus(context, stack, status, reason);
  const isStable =
    status !== "UPDATE_FAILED" &&
    status !== "UPDATE_ROLLBACK_FAILED" &&
    status !== "CREATE_FAILED" &&
    status !== "IMPORT_ROLLBACK_FAILED";
  if (isStable) {
    stack.previous = undefined;
    for (const record of stack.resources.values()) {
      record.before = undefined;
      record.touched = false;
    }
  }
  if (operation?.changeSetId !== undefined) endChangeSet(stack, operation.changeSetId, status);
  stack.operation = undefined;
}

function endForward(context: CallContext, stack: StackRecord, operation: OperationRecord): boolean {
  if (operation.failures.length > 0) {
    failForward(context, stack);
    return stack.operation !== undefined;
  }
  try {
    const outputs = evaluateOutputs(context, stack);
    registerExports(context, stack, outputs, { force: false });
    stack.outputs = outputs;
  } catch (error) {
    failWith(context, stack, operation, reasonOf(error));
    return stack.operation !== undefined;
  }
  if (operation.kind === "create") {
    rest(context, stack, "CREATE_COMPLETE");
    tellParent(context, operation, nestedDone(stack));
    return false;
  }
  if (operation.kind === "import") {
    rest(context, stack, "IMPORT_COMPLETE");
    return false;
  }
  setStackStatus(context, stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
  if (operation.parent !== undefined) {
    operation.phase = "held";
    tellParent(context, operation, nestedDone(stack));
    return false;
  }
  startCleanup(context, stack, operation);
  return true;
}

function endCleanup(context: CallContext, stack: StackRecord, operation: OperationRecord): boolean {
  const left = operation.failures.length > 0;
  rest(
    context,
    stack,
    "UPDATE_COMPLETE",
    left ? "Update successful. One or more resources could not be deleted." : undefined,
  );
  return false;
}

function endRollback(context: CallContext, stack: StackRecord, operation: OperationRecord): boolean {
  if (operation.kind === "import") return endImportRollback(context, stack, operation);
  const isCreate = operation.kind === "create" || operation.kind === "rollback";
  if (operation.failures.length > 0) {
    rest(context, stack, isCreate ? "ROLLBACK_FAILED" : "UPDATE_ROLLBACK_FAILED", failureSentence(operation));
    return false;
  }
  if (isCreate) {
    withdrawExports(context, stack);
    stack.outputs = [];
    rest(context, stack, "ROLLBACK_COMPLETE");
    return false;
  }
  setStackStatus(context, stack, "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
  operation.phase = "rollback-cleanup";
  const made = [...stack.resources.values()].filter((record) => wasMade(record));
  operation.leftovers.push(
    ...made.map(({ logicalId, type, live, physicalId }) => ({
      logicalId,
      type,
      live: Object.freeze({ ...live, physicalId }),
      removesRecord: true,
    })),
  );
  operation.tasks = cleanupTasks(operation.leftovers);
  return true;
}

/** A failed import leaves the stack as it was: what it had taken in stays where it is, outside the stack. */
function endImportRollback(context: CallContext, stack: StackRecord, operation: OperationRecord): boolean {
  if (operation.failures.length > 0) {
    rest(context, stack, "IMPORT_ROLLBACK_FAILED", failureSentence(operation));
    return false;
  }
  stack.current = stack.previous ?? stack.current;
  for (const { logicalId, touched } of stack.resources.values()) {
    if (touched) stack.resources.delete(logicalId);
  }
  rest(context, stack, "IMPORT_ROLLBACK_COMPLETE");
  return false;
}

function endRollbackCleanup(context: CallContext, stack: StackRecord, operation: OperationRecord): boolean {
  for (const record of stack.resources.values()) {
    if (!record.status.endsWith("_COMPLETE"))
      setResourceStatus(context, stack, record, { status: "UPDATE_COMPLETE" });
  }
  stack.outputs = evaluateOutputs(context, stack);
  registerExports(context, stack, stack.outputs, { force: true });
  const left = operation.failures.length > 0;
  rest(
    context,
    stack,
    "UPDATE_ROLLBACK_COMPLETE",
    left ? "Update rollback successful. One or more resources could not be deleted." : undefined,
  );
  return false;
}

function endDelete(context: CallContext, stack: StackRecord, operation: OperationRecord): boolean {
  if (operation.failures.length > 0 && !operation.force) {
    const reason = failureSentence(operation);
    rest(context, stack, "DELETE_FAILED", reason);
    tellParent(context, operation, {
      kind: "failed",
      reason: `Embedded stack ${stack.id} was not successfully deleted: ${reason}`,
    });
    return false;
  }
  withdrawExports(context, stack);
  stack.imports.clear();
  stack.deletedAt = context.now;
  context.state(regionState).names.delete(stack.name);
  rest(context, stack, "DELETE_COMPLETE");
  tellParent(context, operation, { kind: "done" });
  return false;
}

/** A resource that the failed update made: it did not exist in the last stable state. */
function wasMade(record: ResourceRecord): boolean {
  return record.touched && record.before === undefined;
}

function failureSentence(operation: OperationRecord): string {
  const verbs = ["create", "update", "import", "delete"] as const;
  return verbs
    .map((verb) => [verb, operation.failures.filter((failure) => failure.verb === verb)] as const)
    .filter(([, failed]) => failed.length > 0)
    .map(
      ([verb, failed]) =>
        `The following resource(s) failed to ${verb}: [${failed.map(({ logicalId }) => logicalId).join(", ")}]. `,
    )
    .join("");
}

function nestedDone(stack: StackRecord): TaskOutcome {
  const outputs = stack.outputs.map(({ key, value }) => [`Outputs.${key}`, value] as const);
  return { kind: "done", attributes: Object.fromEntries(outputs) };
}

function tellParent(context: CallContext, operation: OperationRecord, outcome: TaskOutcome): void {
  const address: TaskAddress | undefined = operation.parent;
  if (address === undefined) return;
  context.schedule({ event: "settle", afterMilliseconds: 1000, payload: { address, outcome } });
}

/** Nested stacks whose update waited for this stack may delete what they no longer need. */
function releaseNested(context: CallContext, stack: StackRecord): void {
  const { stacks } = context.state(regionState);
  for (const record of stack.resources.values()) {
    const child = record.type === "AWS::CloudFormation::Stack" ? stacks.get(record.physicalId) : undefined;
    if (child?.operation?.phase !== "held") continue;
    context.schedule({ event: "release", afterMilliseconds: 1000, payload: { stackId: child.id } });
  }
}

function endChangeSet(stack: StackRecord, changeSetId: string, status: StackRecord["status"]): void {
  const changeSet = stack.changeSets.get(changeSetId);
  if (changeSet === undefined) return;
  const isWell = status === "CREATE_COMPLETE" || status === "UPDATE_COMPLETE" || status === "IMPORT_COMPLETE";
  changeSet.executionStatus = isWell ? "EXECUTE_COMPLETE" : "EXECUTE_FAILED";
}
