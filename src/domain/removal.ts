import type { EnvironmentRoles } from "./cloud.ts";
import type { Blocker, StackId, StackName } from "./stack.ts";
import type { StackStatus } from "./stack-status.ts";

/** What deletes stacks. */
export interface Remover {
  /**
   * Deletes a stack as Copilot does and follows that to the end; may be called again after a crash at any point, and goes on from what is
   * there. A stack that has moved since it was looked at is not deleted. Throws a `ReconcileError` when AWS cannot be asked.
   */
  remove(removal: StackRemoval, progress: (line: string) => void, signal?: AbortSignal): Promise<RemovalEnd>;
}

/** One stack that is to go. */
export interface StackRemoval {
  readonly stack: StackId;
  readonly arn: string;
  /** When it last began to change as it was looked at, ISO 8601. */
  readonly plannedAgainst: string;
  /** Client token, by which events of this deletion are known. */
  readonly token: string;
  /** Logical ids of buckets that are emptied first, every version of every object. */
  readonly empties: readonly string[];
  /** Whose tasks are stopped once the stack is gone, and the stack that the cluster is in; absent where nothing runs on. */
  readonly tasks?: { readonly family: string; readonly environmentStack: StackName };
  readonly executionRoleArn: string;
  readonly managerRoleArn: string;
  readonly roles: EnvironmentRoles;
}

/** How a deletion ended. */
export type RemovalEnd =
  | { readonly kind: "gone" }
  | {
      readonly kind: "failed";
      readonly status: StackStatus;
      /** What could not be deleted and why, in CloudFormation's words. */
      readonly blockers: readonly Blocker[];
    };
