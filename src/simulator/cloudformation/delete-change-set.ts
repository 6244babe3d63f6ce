import { AwsFault } from "../kernel/aws-fault.ts";
import type { CallContext } from "../kernel/service.ts";
import type { ChangeSetRecord } from "./change-set-state.ts";
import { regionState } from "./state.ts";
import type { StackRecord } from "./state.ts";

/** Seconds that the deletion of a hierarchy of change sets takes. */
const deletionMilliseconds = 1500;

/** Takes a change set away at once, or begins to when it has nested ones, which takes time and can fail. */
export function removeChangeSet(context: CallContext, stack: StackRecord, changeSet: ChangeSetRecord): void {
  if (!changeSet.includeNestedStacks) {
    forget(context, stack, changeSet);
    return;
  }
  changeSet.status = "DELETE_PENDING";
  changeSet.executionStatus = "UNAVAILABLE";
  changeSet.deletedBy = context.principal;
  context.schedule({ event: "delete-change-set", afterMilliseconds: 400, payload: { id: changeSet.id } });
}

/**
 * A hierarchy of change sets on its way out. Each nested one needs the caller's permission; without it the root is
 * DELETE_FAILED. A root that is gone can still be described by its id, as a deleted stack can.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html
 */
export function proceedDeletion(context: CallContext, payload: { readonly id: string }): void {
  const state = context.state(regionState);
  const stack = state.stacks.get(state.changeSets.get(payload.id) ?? "");
  const changeSet = stack?.changeSets.get(payload.id);
  if (stack === undefined || changeSet === undefined) return;
  if (changeSet.status === "DELETE_PENDING") {
    changeSet.status = "DELETE_IN_PROGRESS";
    context.schedule({ event: "delete-change-set", afterMilliseconds: deletionMilliseconds, payload });
    return;
  }
  if (changeSet.status !== "DELETE_IN_PROGRESS") return;
  const refused = refusalOfNested(context, changeSet);
  if (refused !== undefined) {
    changeSet.status = "DELETE_FAILED";
    changeSet.statusReason = refused;
    return;
  }
  for (const { owner, nested } of nestedOf(context, changeSet)) forget(context, owner, nested);
  changeSet.status = "DELETE_COMPLETE";
}

function refusalOfNested(context: CallContext, changeSet: ChangeSetRecord): string | undefined {
  try {
    for (const { owner } of nestedOf(context, changeSet)) {
      context.authorize(
        { action: "cloudformation:DeleteChangeSet", resource: owner.id },
        changeSet.deletedBy ?? changeSet.principal,
      );
    }
    return undefined;
  } catch (error) {
    if (error instanceof AwsFault) return error.message;
    throw error;
  }
}

function nestedOf(
  context: CallContext,
  root: ChangeSetRecord,
): readonly { readonly owner: StackRecord; readonly nested: ChangeSetRecord }[] {
  return [...context.state(regionState).stacks.values()].flatMap((owner) =>
    [...owner.changeSets.values()]
      .filter(({ rootChangeSetId }) => rootChangeSetId === root.id)
      .map((nested) => ({ owner, nested })),
  );
}

function forget(context: CallContext, stack: StackRecord, changeSet: ChangeSetRecord): void {
  stack.changeSets.delete(changeSet.id);
  context.state(regionState).changeSets.delete(changeSet.id);
}
