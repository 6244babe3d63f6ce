/**
 * Every status a stack can have.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html
 */
export const stackStatuses = [
  "CREATE_COMPLETE",
  "CREATE_FAILED",
  "CREATE_IN_PROGRESS",
  "DELETE_COMPLETE",
  "DELETE_FAILED",
  "DELETE_IN_PROGRESS",
  "IMPORT_COMPLETE",
  "IMPORT_IN_PROGRESS",
  "IMPORT_ROLLBACK_COMPLETE",
  "IMPORT_ROLLBACK_FAILED",
  "IMPORT_ROLLBACK_IN_PROGRESS",
  "REVIEW_IN_PROGRESS",
  "ROLLBACK_COMPLETE",
  "ROLLBACK_FAILED",
  "ROLLBACK_IN_PROGRESS",
  "UPDATE_COMPLETE",
  "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
  "UPDATE_FAILED",
  "UPDATE_IN_PROGRESS",
  "UPDATE_ROLLBACK_COMPLETE",
  "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
  "UPDATE_ROLLBACK_FAILED",
  "UPDATE_ROLLBACK_IN_PROGRESS",
] as const;

/** One of CloudFormation's stack statuses. */
export type StackStatus = (typeof stackStatuses)[number];

/** What a status means for someone who wants to change the stack. Statuses are compared nowhere else. */
export type StackSituation =
  /** At rest: the next update may start. */
  | "ready"
  /** An operation is running. */
  | "busy"
  /** A shell that a create change set made and nobody executed. */
  | "shell"
  /** A first create failed; the stack must be deleted before anything else. */
  | "failed-create"
  /** A person, or a stated rule, must act before the next update. */
  | "stuck"
  /** Gone. */
  | "deleted";

const situations: Readonly<Record<StackStatus, StackSituation>> = {
  CREATE_COMPLETE: "ready",
  CREATE_FAILED: "failed-create",
  CREATE_IN_PROGRESS: "busy",
  DELETE_COMPLETE: "deleted",
  DELETE_FAILED: "stuck",
  DELETE_IN_PROGRESS: "busy",
  IMPORT_COMPLETE: "ready",
  IMPORT_IN_PROGRESS: "busy",
  IMPORT_ROLLBACK_COMPLETE: "ready",
  IMPORT_ROLLBACK_FAILED: "stuck",
  IMPORT_ROLLBACK_IN_PROGRESS: "busy",
  REVIEW_IN_PROGRESS: "shell",
  ROLLBACK_COMPLETE: "failed-create",
  ROLLBACK_FAILED: "failed-create",
  ROLLBACK_IN_PROGRESS: "busy",
  UPDATE_COMPLETE: "ready",
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: "busy",
  UPDATE_FAILED: "stuck",
  UPDATE_IN_PROGRESS: "busy",
  UPDATE_ROLLBACK_COMPLETE: "ready",
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: "busy",
  UPDATE_ROLLBACK_FAILED: "stuck",
  UPDATE_ROLLBACK_IN_PROGRESS: "busy",
};

/** What may be done with a stack in this status. */
export function situationOf(status: StackStatus): StackSituation {
  return situations[status];
}

/** Whether an operation that ended in this status ended well (a rollback that completed did not). */
export function endedWell(status: StackStatus): boolean {
  return status === "CREATE_COMPLETE" || status === "UPDATE_COMPLETE" || status === "IMPORT_COMPLETE";
}

/** Reads a status from an API answer. An unknown one throws: a new status of AWS must be classified, not guessed. */
export function parseStackStatus(text: string | undefined): StackStatus {
  const status = stackStatuses.find((known) => known === text);
  if (status === undefined) throw new Error(`unknown stack status: ${text}`);
  return status;
}
