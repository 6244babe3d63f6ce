import type { AwsFault } from "../kernel/aws-fault.ts";
import { clientFault, validationError } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";
import { regionState } from "./state.ts";
import type { ChangeSetRecord } from "./change-set-state.ts";
import type { StackRecord } from "./state.ts";

/** Finds a stack by name or id. Names find living stacks only, ids deleted ones too. */
export function findStack(context: CallContext, nameOrId: string | undefined): StackRecord | undefined {
  if (nameOrId === undefined) return undefined;
  const state = context.state(regionState);
  const id = nameOrId.startsWith("arn:") ? nameOrId : state.names.get(nameOrId);
  return id === undefined ? undefined : state.stacks.get(id);
}

/** The stack, or the refusal that reading operations give. */
export function stackToRead(context: CallContext, nameOrId: string | undefined): StackRecord {
  const stack = findStack(context, required(nameOrId, "stackName"));
  if (stack === undefined) throw validationError(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** The stack, or the refusal of operations that change stacks. */
export function stackToChange(context: CallContext, nameOrId: string | undefined): StackRecord {
  const stack = findStack(context, required(nameOrId, "stackName"));
  if (stack === undefined || stack.status === "DELETE_COMPLETE") {
    throw validationError(`Stack [${nameOrId}] does not exist`);
  }
  return stack;
}

/** A member that the API model calls required. */
export function required<T>(value: T | undefined, member: string): T {
  if (value !== undefined && value !== "") return value;
  throw validationError(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** Statuses in which a stack takes a direct update or an update change set. */
const updatable: ReadonlySet<string> = new Set([
  "CREATE_COMPLETE",
  "UPDATE_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE",
  "IMPORT_COMPLETE",
  "IMPORT_ROLLBACK_COMPLETE",
  "CREATE_FAILED",
  "UPDATE_FAILED",
]);

/** Refuses an update of a stack whose status does not allow one. */
export function checkUpdatable(stack: StackRecord): void {
  if (updatable.has(stack.status)) return;
  throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

/** Refuses an import into a stack that does not stand complete: what failed and was left so is ended first. */
export function checkImportable(stack: StackRecord): void {
  checkUpdatable(stack);
  if (!stack.status.endsWith("_FAILED")) return;
  throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

/** Refuses a name that the API model does not allow. */
export function checkStackName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  const rule = "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*";
  const length = "Member must have length less than or equal to 128";
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: ${name.length > 128 ? length : rule}`,
  );
}

/** The change set by id, or by its name and its stack. */
export function findChangeSet(
  context: CallContext,
  nameOrId: string | undefined,
  stackName: string | undefined,
): { readonly stack: StackRecord; readonly changeSet: ChangeSetRecord } {
  const wanted = required(nameOrId, "changeSetName");
  const state = context.state(regionState);
  if (wanted.startsWith("arn:")) {
    const stack = state.stacks.get(state.changeSets.get(wanted) ?? "");
    const changeSet = stack?.changeSets.get(wanted);
    if (stack === undefined || changeSet === undefined) throw noChangeSet(wanted);
    return { stack, changeSet };
  }
  if (stackName === undefined) {
    throw validationError("StackName must be specified if ChangeSetName is not specified as an ARN.");
  }
  const stack = findStack(context, stackName);
  if (stack === undefined) throw validationError(`Stack [${stackName}] does not exist`);
  const changeSet = [...stack.changeSets.values()].findLast(
    ({ name, status }) => name === wanted && status !== "DELETE_COMPLETE",
  );
  if (changeSet === undefined) throw noChangeSet(wanted);
  return { stack, changeSet };
}

/** A change set that is not there. */
function noChangeSet(nameOrId: string): AwsFault {
  return clientFault("ChangeSetNotFoundException", `ChangeSet [${nameOrId}] does not exist`, 404);
}
