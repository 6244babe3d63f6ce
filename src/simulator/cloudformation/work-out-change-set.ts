import type { CallContext } from "../kernel/service.ts";
import { changesOutputsOrTags, computeChanges } from "./changes.ts";
import { checkImportOutputs, importChanges } from "./check-import.ts";
import { changesWithNested } from "./nested-changes.ts";
import { reasonOf } from "./stack-evaluator.ts";
import { regionState } from "./state.ts";
import type { ChangeSetRecord } from "./change-set-state.ts";
import type { StackRecord } from "./state.ts";

/** CloudFormation's two sentences for a change set without a change. */
const emptySentences = {
  same: "The submitted information didn't contain changes. Submit different information to create a change set.",
  noEffect: "No updates are to be performed.",
} as const;

/** A change set on its way: pending, in progress, then complete or failed. */
export function proceedChangeSet(context: CallContext, payload: { readonly id: string }): void {
  const state = context.state(regionState);
  const stack = state.stacks.get(state.changeSets.get(payload.id) ?? "");
  const changeSet = stack?.changeSets.get(payload.id);
  if (stack === undefined || changeSet === undefined) return;
  if (changeSet.status === "CREATE_PENDING") {
    changeSet.status = "CREATE_IN_PROGRESS";
    const milliseconds = 1500 + Math.round(2500 * context.random.next());
    context.schedule({ event: "change-set", afterMilliseconds: milliseconds, payload });
    return;
  }
  if (changeSet.status === "CREATE_IN_PROGRESS") workOut(context, stack, changeSet);
}

function workOut(context: CallContext, stack: StackRecord, changeSet: ChangeSetRecord): void {
  const { revision } = changeSet;
  try {
    const acting = context.as(changeSet.principal);
    const changes = changeSet.includeNestedStacks
      ? changesWithNested(acting, stack, changeSet)
      : computeChanges(acting, stack, revision);
    if (changeSet.kind === "IMPORT") checkImportOutputs(stack, revision);
    changeSet.changes = changeSet.kind === "IMPORT" ? importChanges(changes, changeSet.importing) : changes;
    const isEmpty = changeSet.changes.length === 0 && !changesOutputsOrTags(acting, stack, revision);
    if (isEmpty && changeSet.kind === "UPDATE" && !stack.status.endsWith("_FAILED")) {
      fail(changeSet, isSameText(stack, changeSet) ? emptySentences.same : emptySentences.noEffect);
      return;
    }
  } catch (error) {
    fail(changeSet, reasonOf(error));
    return;
  }
  changeSet.status = "CREATE_COMPLETE";
  changeSet.executionStatus = hasMoved(stack, changeSet) ? "OBSOLETE" : "AVAILABLE";
}

/** Whether the stack changes now, or has changed since the set was asked for: the set was made against what it was then. */
function hasMoved(stack: StackRecord, { createdAt }: ChangeSetRecord): boolean {
  return stack.operation !== undefined || (stack.updatedAt !== undefined && stack.updatedAt > createdAt);
}

function fail(changeSet: ChangeSetRecord, reason: string): void {
  changeSet.status = "FAILED";
  changeSet.statusReason = reason;
  changeSet.executionStatus = "UNAVAILABLE";
  changeSet.changes = [];
}

function isSameText(stack: StackRecord, changeSet: ChangeSetRecord): boolean {
  return stack.current?.body === changeSet.revision.body;
}
