import type { Json, JsonMap } from "../../domain/template.ts";
import type { StackStatus } from "../../domain/stack-status.ts";
import type { Cell } from "../kernel/cells.ts";
import type { Principal } from "../kernel/principal.ts";
import type { ChangeSetRecord } from "./change-set-state.ts";

/** Everything of CloudFormation in one account and region. */
export interface RegionState {
  /** By stack id (ARN), deleted ones included, in order of creation. */
  readonly stacks: Map<string, StackRecord>;
  /** Name to stack id of the stack that bears it now; deleted stacks bear none. */
  readonly names: Map<string, string>;
  readonly exports: Map<string, ExportRecord>;
  /** Change set id to stack id. */
  readonly changeSets: Map<string, string>;
  readonly driftDetections: Map<string, DriftDetection>;
}

/** The cell of `RegionState`. */
export const regionState: Cell<RegionState> = {
  name: "cloudformation/region",
  scope: "region",
  initial: () => ({
    stacks: new Map(),
    names: new Map(),
    exports: new Map(),
    changeSets: new Map(),
    driftDetections: new Map(),
  }),
};

/** An exported output. */
interface ExportRecord {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

/** What a stack was asked to be: the part that a rollback brings back. */
export interface Revision {
  /** The template's text as it is deployed, after its transforms. */
  readonly body: string;
  /** As it was sent, where transforms made another of it. */
  readonly original?: string;
  /** Every parameter's value as text; `AWS::SSM::Parameter::Value` ones hold the parameter's name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Values that Parameter Store gave for `AWS::SSM::Parameter::Value` parameters. */
  readonly resolved: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  readonly notificationArns: readonly string[];
  readonly description?: string;
}

/** A stack. */
export interface StackRecord {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  status: StackStatus;
  statusReason?: string | undefined;
  readonly createdAt: Date;
  updatedAt?: Date;
  deletedAt?: Date;
  /** What is deployed, or during an operation what is being deployed; absent in a shell. */
  current?: Revision | undefined;
  /** The last stable state, kept while an operation may still roll back to it. */
  previous?: Revision | undefined;
  roleArn?: string | undefined;
  disableRollback: boolean;
  timeoutMinutes?: number | undefined;
  terminationProtection: boolean;
  policy?: JsonMap | undefined;
  readonly resources: Map<string, ResourceRecord>;
  outputs: readonly OutputRecord[];
  /** Export names that resources and outputs imported at the last evaluation, by logical id. */
  readonly imports: Map<string, readonly string[]>;
  /** Oldest first. */
  readonly events: EventRecord[];
  readonly changeSets: Map<string, ChangeSetRecord>;
  readonly parentId?: string;
  readonly rootId?: string;
  operation?: OperationRecord | undefined;
  lastDriftCheck?: Date;
  driftStatus: "NOT_CHECKED" | "IN_SYNC" | "DRIFTED" | "UNKNOWN";
}

/** A resource of a stack as it was last made. */
export interface ResourceRecord {
  readonly logicalId: string;
  readonly type: string;
  physicalId: string;
  status: ResourceStatus;
  statusReason?: string | undefined;
  updatedAt: Date;
  live: LiveResource;
  /** How it was before the running operation touched it; `undefined` when the operation made it. */
  before?: LiveResource | undefined;
  /** Whether the running operation touched it. */
  touched: boolean;
  drift?: ResourceDrift | undefined;
  /** What somebody changed behind CloudFormation's back: properties as they really are, or that the resource is gone. */
  actual?: ActualResource | undefined;
}

/** How a resource really is, where that is not what CloudFormation made it. */
type ActualResource =
  | { readonly kind: "changed"; readonly properties: JsonMap }
  | { readonly kind: "deleted" };

/** The state of a resource that can be gone back to. Never changed in place, but replaced, and frozen where it is made: copies of a world share it. */
export interface LiveResource {
  readonly physicalId: string;
  readonly properties: JsonMap;
  readonly attributes: JsonMap;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata?: JsonMap | undefined;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
  /** Logical ids that it depends on, by reference or DependsOn. */
  readonly dependsOn: readonly string[];
}

/** The statuses of one resource. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackResource.html */
export type ResourceStatus =
  | `${"CREATE" | "UPDATE" | "DELETE" | "IMPORT"}_${"IN_PROGRESS" | "FAILED" | "COMPLETE"}`
  | "DELETE_SKIPPED"
  | `UPDATE_ROLLBACK_${"IN_PROGRESS" | "FAILED" | "COMPLETE"}`
  | `IMPORT_ROLLBACK_${"IN_PROGRESS" | "FAILED" | "COMPLETE"}`
  | `ROLLBACK_${"IN_PROGRESS" | "FAILED" | "COMPLETE"}`;

/** An output with its evaluated value. */
export interface OutputRecord {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** One event of a stack or a resource. */
export interface EventRecord {
  readonly eventId: string;
  readonly operationId: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly timestamp: Date;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: string;
  readonly token?: string;
}

/** What happens when an operation fails. */
export type FailurePolicy = "rollback" | "nothing" | "delete";

/** A running operation on a stack. */
export interface OperationRecord {
  readonly id: string;
  readonly kind: "create" | "update" | "import" | "delete" | "rollback" | "continue-rollback";
  phase: Phase;
  readonly token?: string | undefined;
  /** Whose permissions count: the stack's role, or the caller. */
  readonly principal: Principal;
  readonly onFailure: FailurePolicy;
  /** Whether resources that the operation made and that say Retain are deleted all the same when it fails. */
  readonly retainExceptOnCreate: boolean;
  tasks: Map<string, Task>;
  /** What failed in this phase, by logical id. */
  failures: { readonly logicalId: string; readonly verb: "create" | "update" | "import" | "delete" }[];
  /** Resources that a failed rollback skips, or that a deletion retains. */
  readonly skip: readonly string[];
  /** Old physical resources that the end of the operation deletes. */
  leftovers: Leftover[];
  /** A deletion that leaves behind what it cannot delete. */
  readonly force: boolean;
  /** A stack policy for this operation only. */
  readonly policyDuringUpdate?: JsonMap | undefined;
  /** The change set that is being executed. */
  readonly changeSetId?: string | undefined;
  /** Physical ids of the resources that an import takes in, by logical id. */
  readonly importing?: Readonly<Record<string, string>> | undefined;
  /** The task of the parent stack that waits for this operation of a nested stack. */
  readonly parent?: TaskAddress | undefined;
}

/** Names one running task of one operation. */
export interface TaskAddress {
  readonly stackId: string;
  readonly operationId: string;
  readonly phase: Phase;
  readonly taskKey: string;
}

/** How a task ended. */
export type TaskOutcome =
  | {
      readonly kind: "done";
      readonly physicalId?: string | undefined;
      readonly attributes?: JsonMap | undefined;
    }
  | { readonly kind: "failed"; readonly reason: string };

/** Which part of an operation runs. */
type Phase = "forward" | "cleanup" | "rollback" | "rollback-cleanup" | "delete" | "held";

/** A physical resource that is no longer the stack's own and is to be deleted. */
export interface Leftover {
  readonly logicalId: string;
  readonly type: string;
  readonly live: LiveResource;
  /** Whether the record itself goes with it: the resource was removed, and not replaced. */
  readonly removesRecord: boolean;
}

/** One thing to do to one resource. */
export interface Task {
  readonly key: string;
  readonly logicalId: string;
  readonly verb: "deploy" | "delete" | "revert" | "import" | "release";
  readonly waitsFor: readonly string[];
  state: "waiting" | "running" | "done" | "failed";
  /** Which event verb the task shows: a deploy task learns whether it creates or updates when it starts. */
  shows?: "CREATE" | "UPDATE" | "DELETE" | "IMPORT" | "IMPORT_ROLLBACK" | undefined;
  readonly leftover?: Leftover | undefined;
  /** The event on the queue that ends a wait, so that an earlier answer can cancel it. */
  timeoutEvent?: number | undefined;
}

/** One run of drift detection. */
export interface DriftDetection {
  readonly id: string;
  readonly stackId: string;
  readonly startedAt: Date;
  status: "DETECTION_IN_PROGRESS" | "DETECTION_COMPLETE" | "DETECTION_FAILED";
  statusReason?: string;
  driftStatus?: StackRecord["driftStatus"];
  drifted?: number;
}

/** What drift detection found on a resource. */
export interface ResourceDrift {
  readonly status: "IN_SYNC" | "MODIFIED" | "DELETED" | "NOT_CHECKED";
  readonly checkedAt: Date;
  readonly expected: JsonMap;
  readonly actual: JsonMap;
  readonly differences: readonly {
    readonly path: string;
    readonly expected: Json;
    readonly actual: Json;
    readonly type: "ADD" | "REMOVE" | "NOT_EQUAL";
  }[];
}
