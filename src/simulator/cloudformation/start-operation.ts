import type { JsonMap } from "../../domain/template.ts";
import { validationError } from "../kernel/aws-fault.ts";
import type { Principal } from "../kernel/principal.ts";
import type { CallContext } from "../kernel/service.ts";
import { advance } from "./engine.ts";
import { exportInUse } from "./exports.ts";
import { collectImports } from "./imports.ts";
import { importTasks } from "./import-resources.ts";
import { failWith, rest, startCleanup, startDeletions, startUpdateRollback } from "./phases.ts";
import { setStackStatus } from "./record-event.ts";
import { deployEvaluator, reasonOf, templateOf } from "./stack-evaluator.ts";
import { regionState } from "./state.ts";
import type { FailurePolicy, OperationRecord, Revision, StackRecord, TaskAddress } from "./state.ts";
import { deployTasks, revertTasks } from "./tasks.ts";

/** What starts an operation on a stack. */
export interface StartRequest {
  readonly stackId: string;
  readonly kind: OperationRecord["kind"];
  /** For creations and updates. */
  readonly revision?: Revision;
  readonly principal: Principal;
  readonly token?: string | undefined;
  readonly onFailure?: FailurePolicy | undefined;
  readonly retainExceptOnCreate?: boolean | undefined;
  readonly skip?: readonly string[] | undefined;
  readonly force?: boolean | undefined;
  readonly policyDuringUpdate?: JsonMap | undefined;
  readonly changeSetId?: string | undefined;
  readonly importing?: Readonly<Record<string, string>> | undefined;
  readonly parent?: TaskAddress | undefined;
}

/** Gives the stack its operation, its status and its first event; the resources follow a second later. */
export function startOperation(context: CallContext, request: StartRequest): OperationRecord {
  const stack = stackById(context, request.stackId);
  const operation: OperationRecord = {
    id: context.random.uuid(),
    kind: request.kind,
    phase: "forward",
    token: request.token,
    principal: request.principal,
    onFailure: request.onFailure ?? "rollback",
    retainExceptOnCreate: request.retainExceptOnCreate ?? false,
    tasks: new Map(),
    failures: [],
    skip: request.skip ?? [],
    leftovers: [],
    force: request.force ?? false,
    policyDuringUpdate: request.policyDuringUpdate,
    changeSetId: request.changeSetId,
    importing: request.importing,
    parent: request.parent,
  };
  stack.operation = operation;
  obsoleteOthers(stack, request.changeSetId);
  switch (request.kind) {
    case "create":
      stack.current = request.revision;
      setStackStatus(context, stack, "CREATE_IN_PROGRESS", "User Initiated");
      if (stack.timeoutMinutes !== undefined) scheduleTimeout(context, stack, operation);
      break;
    case "update":
      // From UPDATE_FAILED the last stable state stays what it was.
      stack.previous ??= stack.current;
      stack.current = request.revision;
      stack.updatedAt = context.now;
      setStackStatus(context, stack, "UPDATE_IN_PROGRESS", "User Initiated");
      break;
    case "import":
      stack.previous ??= stack.current;
      stack.current = request.revision;
      stack.updatedAt = context.now;
      setStackStatus(context, stack, "IMPORT_IN_PROGRESS", "User Initiated");
      break;
    case "delete":
      operation.phase = "delete";
      setStackStatus(context, stack, "DELETE_IN_PROGRESS", "User Initiated");
      break;
    case "rollback":
    case "continue-rollback":
      break;
  }
  context.schedule({
    event: "run",
    afterMilliseconds: 1000,
    payload: { stackId: stack.id, operationId: operation.id },
  });
  return operation;
}

/** Begins with the resources of an operation. */
export function runOperation(
  context: CallContext,
  address: { readonly stackId: string; readonly operationId: string },
): void {
  const stack = context.state(regionState).stacks.get(address.stackId);
  const operation = stack?.operation;
  if (stack === undefined || operation?.id !== address.operationId) return;
  switch (operation.kind) {
    case "create":
    case "update":
    case "import":
      return runForward(context, stack, operation);
    case "delete":
      return runDelete(context, stack, operation);
    case "rollback":
    case "continue-rollback":
      return advance(context, stack);
  }
}

/** RollbackStack and ContinueUpdateRollback: goes back from where a failed operation stopped. */
export function startRollback(
  context: CallContext,
  stack: StackRecord,
  request: Omit<StartRequest, "stackId" | "kind"> & { readonly reason?: string },
): void {
  const isFirstCreation = stack.status === "CREATE_FAILED";
  const kind = isFirstCreation ? "rollback" : "continue-rollback";
  const operation = startOperation(context, { ...request, stackId: stack.id, kind });
  if (isFirstCreation) {
    setStackStatus(context, stack, "ROLLBACK_IN_PROGRESS", request.reason);
    startDeletions(stack, operation, "rollback");
    return;
  }
  const retried = new Set(
    [...stack.resources.values()]
      .filter(({ status }) => status === "UPDATE_COMPLETE")
      .map(({ logicalId }) => logicalId),
  );
  const wasRollingBack = stack.status === "UPDATE_ROLLBACK_FAILED";
  startUpdateRollback(context, stack, operation, request.reason ?? "User Initiated");
  operation.tasks = revertTasks(stack, [...operation.skip, ...(wasRollingBack ? retried : [])]);
}

/** CancelUpdateStack: the update ends and goes back. */
export function cancelUpdate(context: CallContext, stack: StackRecord): void {
  const { operation } = stack;
  if (operation === undefined) return;
  startUpdateRollback(context, stack, operation, "User Initiated");
  advance(context, stack);
}

/** A nested stack's finished update goes on to delete what it no longer needs, now that its parent does. */
export function releaseHeld(context: CallContext, stackId: string): void {
  const stack = stackById(context, stackId);
  const { operation } = stack;
  if (operation?.phase !== "held") return;
  startCleanup(context, stack, operation);
  advance(context, stack);
}

/** A nested stack's finished update goes back, because its parent does. */
export function rollbackHeld(context: CallContext, stackId: string): void {
  const stack = stackById(context, stackId);
  const { operation } = stack;
  if (operation?.phase !== "held") return;
  startUpdateRollback(context, stack, operation, "Root stack rollback requested");
  advance(context, stack);
}

/** A creation that lasts longer than the request allowed fails. */
export function timeOutCreation(
  context: CallContext,
  address: { readonly stackId: string; readonly operationId: string },
): void {
  const stack = context.state(regionState).stacks.get(address.stackId);
  const operation = stack?.operation;
  if (stack === undefined || operation?.id !== address.operationId || operation.phase !== "forward") return;
  failWith(context, stack, operation, "Stack creation time exceeded the specified timeout");
  advance(context, stack);
}

function runForward(context: CallContext, stack: StackRecord, operation: OperationRecord): void {
  const revision = stack.current;
  if (revision === undefined) return;
  const template = templateOf(revision);
  const evaluator = deployEvaluator(context, stack, revision);
  try {
    const imports = collectImports(template, evaluator);
    const { exports } = context.state(regionState);
    const missing = [...imports.values()].flat().find((name) => !exports.has(name));
    if (missing !== undefined) throw validationError(`No export named ${missing} found`);
    stack.imports.clear();
    for (const [user, names] of imports) stack.imports.set(user, names);
    operation.tasks =
      operation.importing === undefined ? deployTasks(template, evaluator) : importTasks(operation.importing);
  } catch (error) {
    failWith(context, stack, operation, reasonOf(error));
  }
  advance(context, stack);
}

function runDelete(context: CallContext, stack: StackRecord, operation: OperationRecord): void {
  const blocked = exportInUse(context.state(regionState), stack);
  if (blocked !== undefined) {
    rest(context, stack, "DELETE_FAILED", blocked);
    return;
  }
  startDeletions(stack, operation, "delete");
  advance(context, stack);
}

function scheduleTimeout(context: CallContext, stack: StackRecord, operation: OperationRecord): void {
  context.schedule({
    event: "timeout",
    afterMilliseconds: (stack.timeoutMinutes ?? 0) * 60_000,
    payload: { stackId: stack.id, operationId: operation.id },
  });
}

/** Change sets that were made against the stack as it was can no longer be executed. */
function obsoleteOthers(stack: StackRecord, executed: string | undefined): void {
  for (const changeSet of stack.changeSets.values()) {
    if (changeSet.id === executed || changeSet.executionStatus !== "AVAILABLE") continue;
    changeSet.executionStatus = "OBSOLETE";
  }
}

function stackById(context: CallContext, id: string): StackRecord {
  const stack = context.state(regionState).stacks.get(id);
  if (stack === undefined) throw new Error(`no stack ${id} in ${context.account} ${context.region}`);
  return stack;
}
