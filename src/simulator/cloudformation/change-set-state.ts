import type { Principal } from "../kernel/principal.ts";
import type { Revision } from "./state.ts";

/** A change set. */
export interface ChangeSetRecord {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly kind: "CREATE" | "UPDATE" | "IMPORT";
  status: ChangeSetStatus;
  statusReason?: string | undefined;
  executionStatus: ChangeSetExecutionStatus;
  readonly createdAt: Date;
  readonly description?: string | undefined;
  readonly revision: Revision;
  readonly roleArn?: string | undefined;
  readonly clientToken?: string | undefined;
  readonly includeNestedStacks: boolean;
  readonly onStackFailure?: string | undefined;
  readonly parentChangeSetId?: string | undefined;
  readonly rootChangeSetId?: string | undefined;
  readonly inputDigest: string;
  changes: readonly ChangeRecord[];
  readonly principal: Principal;
  readonly importExistingResources: boolean;
  /** Physical ids of the resources to import, by logical id; empty but for imports. */
  readonly importing: Readonly<Record<string, string>>;
  /** Who asked for its deletion. */
  deletedBy?: Principal | undefined;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
type ChangeSetStatus =
  | "CREATE_PENDING"
  | "CREATE_IN_PROGRESS"
  | "CREATE_COMPLETE"
  | "DELETE_PENDING"
  | "DELETE_IN_PROGRESS"
  | "DELETE_COMPLETE"
  | "DELETE_FAILED"
  | "FAILED";

/** Whether a change set can be executed, is, or was. */
type ChangeSetExecutionStatus =
  | "UNAVAILABLE"
  | "AVAILABLE"
  | "EXECUTE_IN_PROGRESS"
  | "EXECUTE_COMPLETE"
  | "EXECUTE_FAILED"
  | "OBSOLETE";

/** One `ResourceChange`. */
export interface ChangeRecord {
  readonly action: "Add" | "Modify" | "Remove" | "Import" | "Dynamic";
  readonly logicalId: string;
  readonly physicalId?: string | undefined;
  readonly type: string;
  readonly replacement?: "True" | "False" | "Conditional" | undefined;
  readonly scope: readonly string[];
  readonly details: readonly ChangeDetail[];
  readonly changeSetId?: string | undefined;
  readonly policyAction?: string | undefined;
  readonly beforeContext?: string | undefined;
  readonly afterContext?: string | undefined;
}

/** One `ResourceChangeDetail`. */
export interface ChangeDetail {
  readonly attribute: string;
  readonly name?: string | undefined;
  readonly requiresRecreation: "Never" | "Conditionally" | "Always";
  readonly evaluation: "Static" | "Dynamic";
  readonly source:
    | "ResourceReference"
    | "ParameterReference"
    | "ResourceAttribute"
    | "DirectModification"
    | "Automatic"
    | "NoModification";
  readonly causingEntity?: string | undefined;
  readonly path?: string | undefined;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}
