import type { StackStatus } from "../../../src/domain/stack-status.ts";

/** Pages of AWS that say from which status a stack goes to which. */
export const pages = {
  /** One row a status: what it means, and for some what may follow. */
  codes:
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html#cfn-console-view-stack-data-resources-status-codes",
  createStack: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html",
  changeSet: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html",
  update:
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-direct.html",
  cancel: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html",
  failureOptions: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html",
  rollback: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html",
  continueRollback:
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html",
  delete: "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html",
  import: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/import-resources.html",
} as const;

/** Where a move may lead, what brings it about, and the page that says so. */
interface Move {
  readonly to: StackStatus;
  readonly by: string;
  readonly page: keyof typeof pages;
}

const deleted = (by = "DeleteStack"): Move => ({ to: "DELETE_IN_PROGRESS", by, page: "delete" });
const updated: Move = {
  to: "UPDATE_IN_PROGRESS",
  by: "UpdateStack, or a change set of type UPDATE",
  page: "update",
};
const imported: Move = { to: "IMPORT_IN_PROGRESS", by: "a change set of type IMPORT", page: "import" };
/** A stack in a stable status may be updated, take resources in and be deleted. */
const fromStable: readonly Move[] = [updated, imported, deleted()];

/**
 * Every move of a stack that AWS's pages allow, by the status that it leaves; `nothing` is a stack that is not there yet. What
 * is not in the table is illegal.
 */
export const legalMoves: Readonly<Record<StackStatus | "nothing", readonly Move[]>> = {
  nothing: [
    { to: "CREATE_IN_PROGRESS", by: "CreateStack", page: "createStack" },
    {
      to: "REVIEW_IN_PROGRESS",
      by: "a change set of type CREATE or IMPORT for a new name",
      page: "changeSet",
    },
  ],
  REVIEW_IN_PROGRESS: [
    { to: "CREATE_IN_PROGRESS", by: "its change set of type CREATE is executed", page: "changeSet" },
    { to: "IMPORT_IN_PROGRESS", by: "its change set of type IMPORT is executed", page: "import" },
    // There are no resources to be deleted over time.
    { to: "DELETE_COMPLETE", by: "DeleteStack of the shell", page: "codes" },
  ],
  CREATE_IN_PROGRESS: [
    { to: "CREATE_COMPLETE", by: "all resources stand", page: "codes" },
    { to: "CREATE_FAILED", by: "a resource failed, with OnFailure DO_NOTHING", page: "createStack" },
    { to: "ROLLBACK_IN_PROGRESS", by: "a resource failed, with OnFailure ROLLBACK", page: "createStack" },
    deleted("a resource failed with OnFailure DELETE, or DeleteStack"),
  ],
  CREATE_COMPLETE: fromStable,
  CREATE_FAILED: [
    { ...updated, page: "failureOptions" },
    { to: "ROLLBACK_IN_PROGRESS", by: "RollbackStack", page: "rollback" },
    deleted(),
  ],
  ROLLBACK_IN_PROGRESS: [
    { to: "ROLLBACK_COMPLETE", by: "all that was made is gone", page: "codes" },
    { to: "ROLLBACK_FAILED", by: "something that was made could not be deleted", page: "codes" },
    deleted(),
  ],
  // "When in this state, only a delete operation can be performed."
  ROLLBACK_COMPLETE: [{ ...deleted(), page: "codes" }],
  ROLLBACK_FAILED: [{ ...deleted(), page: "codes" }],
  UPDATE_IN_PROGRESS: [
    {
      to: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
      by: "all resources are as wanted; old ones are still to go",
      page: "codes",
    },
    { to: "UPDATE_FAILED", by: "a resource failed, with DisableRollback", page: "failureOptions" },
    { to: "UPDATE_ROLLBACK_IN_PROGRESS", by: "a resource failed, or CancelUpdateStack", page: "cancel" },
  ],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: [
    { to: "UPDATE_COMPLETE", by: "old resources are gone, or were given up", page: "codes" },
  ],
  UPDATE_COMPLETE: fromStable,
  UPDATE_FAILED: [
    { ...updated, page: "failureOptions" },
    { to: "UPDATE_ROLLBACK_IN_PROGRESS", by: "RollbackStack", page: "rollback" },
    deleted(),
  ],
  UPDATE_ROLLBACK_IN_PROGRESS: [
    {
      to: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
      by: "all resources are as before; new ones are still to go",
      page: "codes",
    },
    { to: "UPDATE_ROLLBACK_FAILED", by: "a resource could not be taken back", page: "codes" },
  ],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: [
    { to: "UPDATE_ROLLBACK_COMPLETE", by: "new resources are gone, or were given up", page: "codes" },
  ],
  UPDATE_ROLLBACK_COMPLETE: fromStable,
  UPDATE_ROLLBACK_FAILED: [
    { to: "UPDATE_ROLLBACK_IN_PROGRESS", by: "ContinueUpdateRollback", page: "continueRollback" },
    deleted(),
  ],
  IMPORT_IN_PROGRESS: [
    { to: "IMPORT_COMPLETE", by: "all resources were taken in", page: "codes" },
    { to: "IMPORT_ROLLBACK_IN_PROGRESS", by: "a resource could not be taken in", page: "codes" },
  ],
  IMPORT_COMPLETE: fromStable,
  IMPORT_ROLLBACK_IN_PROGRESS: [
    { to: "IMPORT_ROLLBACK_COMPLETE", by: "all resources were let go", page: "codes" },
    { to: "IMPORT_ROLLBACK_FAILED", by: "a resource could not be let go", page: "codes" },
  ],
  IMPORT_ROLLBACK_COMPLETE: fromStable,
  IMPORT_ROLLBACK_FAILED: [deleted()],
  DELETE_IN_PROGRESS: [
    { to: "DELETE_COMPLETE", by: "all resources are gone or were left behind", page: "codes" },
    { to: "DELETE_FAILED", by: "a resource could not be deleted", page: "codes" },
  ],
  // "You cannot work with or update the stack": it may be deleted again.
  DELETE_FAILED: [{ ...deleted("DeleteStack, with RetainResources or FORCE_DELETE_STACK"), page: "codes" }],
  DELETE_COMPLETE: [],
};
