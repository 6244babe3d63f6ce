import type { Cell } from "../../kernel/cells.ts";
import type { Revision } from "../state.ts";

/** A StackSet with its instances and operations. */
export interface StackSetRecord {
  readonly name: string;
  /** `<name>:<uuid>` */
  readonly id: string;
  readonly arn: string;
  status: "ACTIVE" | "DELETED";
  description: string | undefined;
  revision: Revision;
  administrationRoleArn: string;
  executionRoleName: string;
  /** By `<account>/<region>`. */
  readonly instances: Map<string, InstanceRecord>;
  /** By operation id, oldest first. */
  readonly operations: Map<string, SetOperationRecord>;
}

/** One stack of a StackSet, in one account and region. */
export interface InstanceRecord {
  readonly account: string;
  readonly region: string;
  stackId: string | undefined;
  status: "CURRENT" | "OUTDATED" | "INOPERABLE";
  detailed: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "INOPERABLE";
  reason: string | undefined;
  overrides: Readonly<Record<string, string>>;
  lastOperationId: string | undefined;
}

/** One operation on a StackSet. Its id is also its lock: no id is used twice. */
export interface SetOperationRecord {
  readonly id: string;
  readonly action: "CREATE" | "UPDATE" | "DELETE";
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "STOPPING" | "STOPPED";
  readonly createdAt: Date;
  endedAt?: Date;
  readonly retainStacks: boolean;
  readonly isParallel: boolean;
  /** Failures that the operation bears before it gives up, per region. */
  readonly tolerance: number;
  readonly results: SetOperationResult[];
}

/** How an operation went in one account and region. */
export interface SetOperationResult {
  readonly account: string;
  readonly region: string;
  status: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  reason?: string;
}

/** StackSets by name, where they are administered. */
export const stackSets: Cell<Map<string, StackSetRecord>> = {
  name: "cloudformation/stack-sets",
  scope: "region",
  initial: () => new Map(),
};
