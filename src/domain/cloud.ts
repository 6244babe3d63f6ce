import type { EnvironmentRecord } from "./copilot-records.ts";
import type { DesiredStack } from "./desired.ts";
import type { Failure } from "./failure.ts";
import type { DueHeal } from "./healing.ts";
import type { OpenStage } from "./open-stage.ts";
import type { Observed } from "./observed.ts";
import type { ObservedApplication } from "./observed-application.ts";
import type { PreflightLooks } from "./preflight.ts";
import type { Sign } from "./sign.ts";
import type { FailedOperation, StackContent, StackId } from "./stack.ts";
import type { EarlyEnd, OperationWatcher } from "./stack-operation.ts";
import type { StackStatus } from "./stack-status.ts";
import type { Template } from "./template.ts";
import type { AssetListing } from "./stored-assets.ts";

/** AWS, looked at. No method changes anything. */
export interface Cloud extends LookUps, PreflightLooks, AssetListing {
  /** Looks at an application: its records and the named environments with the stacks of the named workloads. */
  observe(request: ObserveRequest, signal?: AbortSignal): Promise<ObservedApplication>;
  /** Which of the tags stand in a repository, and the digest behind each. A repository that is not there is `absent`. */
  findImages(request: ImageRequest, signal?: AbortSignal): Promise<Observed<ReadonlyMap<string, string>>>;
  /** The stages through which Copilot's pipelines of the application still deploy; pipelines themselves are looked for every few minutes. */
  findOpenStages(application: string, signal?: AbortSignal): Promise<Observed<readonly OpenStage[]>>;
  /**
   * The templates of the stacks that are nested in a deployed one, by their path of logical ids, those nested in them included. One that
   * cannot be read makes all of it unreadable.
   */
  readNested(request: NestedRequest, signal?: AbortSignal): Promise<Observed<ReadonlyMap<string, Template>>>;
  /** The nested stack of a stack's addons, as it is deployed; absent when it has none. */
  observeAddons(request: ServiceRequest, signal?: AbortSignal): Promise<Observed<StackContent>>;
  /** How the ECS services of deployed workloads run, by `stackKey`, an entry for each request; absent for workloads without one. */
  observeServices(
    requests: readonly ServiceRequest[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Observed<RunningService>>>;
}

/** Looks up things of an environment's account that Copilot did not make and a manifest names. Asked only about what a workload uses. */
export interface LookUps {
  /** A load balancer by name or ARN, with its listeners. */
  findLoadBalancer(
    request: LookUpRequest & { readonly nameOrArn: string },
    signal?: AbortSignal,
  ): Promise<Observed<FoundLoadBalancer>>;
  /** The domain names that a certificate covers; it is looked for in the region of its ARN. */
  findCertificateNames(
    request: LookUpRequest & { readonly arn: string },
    signal?: AbortSignal,
  ): Promise<Observed<readonly string[]>>;
  /**
   * Ids of a prefix list that AWS keeps, by its name, in the environment's region; one that the region does not have is `absent`. It is
   * the same for every account, so it is looked up in the application's.
   */
  findPrefixLists(
    request: { readonly region: string; readonly name: string },
    signal?: AbortSignal,
  ): Promise<Observed<readonly string[]>>;
  /** Ids, sorted, of the subnets that have all of the tags, each with one of its values; none is `absent`. */
  findSubnets(
    request: LookUpRequest & { readonly tags: Readonly<Record<string, readonly string[]>> },
    signal?: AbortSignal,
  ): Promise<Observed<readonly string[]>>;
}

/** In which environment to look something up. */
export interface LookUpRequest {
  readonly record: EnvironmentRecord;
  readonly roles: EnvironmentRoles;
}

/** An application load balancer that exists outside Copilot. */
export interface FoundLoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly hostedZoneId: string;
  /** `internet-facing` or `internal`. */
  readonly scheme: string;
  readonly securityGroups: readonly string[];
  readonly listeners: readonly { readonly arn: string; readonly port: number; readonly protocol: string }[];
}

/** What to look at. */
export interface ObserveRequest {
  readonly application: string;
  /** Environment name to the workloads that Git names there; those of Parameter Store are looked at besides. */
  readonly environments: ReadonlyMap<string, readonly string[]>;
  readonly roles: ReadonlyMap<string, EnvironmentRoles>;
  /** Environments of which something may be written down for the next process; absent: none. */
  readonly kept?: ReadonlySet<string>;
}

/** Roles that the operator made for Autoland in an environment's account; absent ones fall back to Copilot's chain. */
export interface EnvironmentRoles {
  readonly look?: string;
  readonly apply?: string;
}

/** Which nested stacks to look into. */
export interface NestedRequest extends LookUpRequest {
  /** ARN of the stack. */
  readonly stack: string;
  /** Logical ids of the stacks nested directly in it. */
  readonly nested: readonly string[];
}

/** Whose ECS service to look at. */
export interface ServiceRequest {
  readonly record: EnvironmentRecord;
  readonly roles: EnvironmentRoles;
  readonly stack: StackId;
  /** What tells the stack's last operation from others (`operationOf`); absent when one may just have ended. */
  readonly asOf?: string;
}

/** Tags to look up in one ECR repository of the application's account. */
export interface ImageRequest {
  readonly region: string;
  readonly repositoryArn: string;
  readonly tags: readonly string[];
}

/** An ECS service at one instant. */
export interface RunningService {
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  /** When the primary deployment began: tasks of it have read their secrets since. */
  readonly deployedAt?: Date;
  /** Of the primary deployment: COMPLETED, IN_PROGRESS or FAILED. */
  readonly rolloutState: string;
  readonly rolloutReason?: string;
}

/** What changes AWS. Every method may be called twice with the same arguments: the second call does nothing more. */
export interface StackWriter {
  /** Starts new tasks of the same definition for a stack's ECS service, unless it has none, or its primary deployment began after the request. */
  redeploy(request: RedeployRequest, signal?: AbortSignal): Promise<"started" | "nothing-to-do">;
  /** Puts settings of a stack's ECS service, and of what scales it, back; not while anything is deployed there, nor where they are others by now. */
  heal(request: HealRequest, signal?: AbortSignal): Promise<"healed" | "nothing-to-do">;
  /** Puts files that are not there yet into the artifact bucket. */
  upload(request: StackChange, signal?: AbortSignal): Promise<void>;
  /** Makes the change set of this name, or finds it again, and waits until CloudFormation has worked it out. */
  prepare(request: StackChange, signal?: AbortSignal): Promise<PreparedChangeSet>;
  /**
   * What CloudFormation made of the templates of a prepared change set by their transforms: of the stack's own, and of nested stacks for which
   * it listed a change set.
   */
  readProcessed(
    request: StackChange,
    changes: readonly ListedChange[],
    signal?: AbortSignal,
  ): Promise<readonly ProcessedTemplate[]>;
  /** Starts a prepared change set. */
  execute(request: StackChange, signal?: AbortSignal): Promise<void>;
  /**
   * Deletes a change set that an earlier run has left, and the shell of a stack that only it had made. One that was executed stays, and what
   * came of it is answered.
   */
  sweep(leftover: Leftover, signal?: AbortSignal): Promise<Swept>;
  /** Deletes a change set that will not be executed, and the shell of a stack that only it had made. */
  discard(request: StackChange, signal?: AbortSignal): Promise<void>;
  /** The newest operation on a stack, by its client token; undefined where whoever began it gave none, or the stack is gone. */
  newestOperation(request: RunningStack, signal?: AbortSignal): Promise<NewestOperation | undefined>;
  /** Waits until the stack is at rest, with what ECS says of its tasks, and says how the operation with this request's token ended. */
  follow(request: StackChange, watcher: OperationWatcher, signal?: AbortSignal): Promise<StackOperationEnd>;
  /**
   * Ends a running operation of this request's: an update goes back, a first creation is deleted with what it has made. One that goes
   * back already needs nothing. Nothing else of the stack is touched.
   */
  end(request: StackChange, signal?: AbortSignal): Promise<EarlyEnd>;
  /** Deletes the empty stack of a failed first creation, or continues a failed rollback without skipping anything; waits for its end. */
  mend(request: StackMend, signal?: AbortSignal): Promise<StackStatus | "gone">;
}

/** What tells an operation from others. */
export interface NewestOperation {
  readonly token: string;
  /** Whether it is being ended early. */
  readonly isEnding: boolean;
}

/** A stack that an operation runs on. */
export interface RunningStack {
  readonly stack: StackId;
  readonly arn: string;
  readonly managerRoleArn: string;
  readonly roles: EnvironmentRoles;
}

/** A change set that may be left from an earlier run. */
export interface Leftover extends Pick<
  StackChange,
  "changeSetName" | "executionRoleArn" | "managerRoleArn" | "roles"
> {
  readonly stack: StackId;
  /** Whether it was to make the stack. */
  readonly creates: boolean;
  /** When it was begun. */
  readonly at: Date;
}

/** What became of a change set that an earlier run left. */
export type Swept =
  /** Nothing is left of it: it was deleted, or has been carried out. */
  | { readonly kind: "gone" }
  /** It is being carried out. */
  | { readonly kind: "running" }
  /** It was carried out, failed and went back. */
  | { readonly kind: "failed"; readonly failure: FailedOperation };

/** New tasks for a service, because a person asked for them at a moment. */
export interface RedeployRequest extends ServiceRequest {
  readonly managerRoleArn: string;
  readonly requestedAt: Date;
}

/** Settings of a running service to be put back, as they were seen and as they should be. */
export interface HealRequest extends ServiceRequest, Pick<DueHeal, "lastChanged" | "fixes"> {
  readonly managerRoleArn: string;
}

/** What gets a stack out of a status in which it takes no change. */
export interface StackMend {
  readonly kind: "delete-failed-create" | "continue-rollback";
  readonly stack: StackId;
  readonly arn: string;
  readonly token: string;
  /** An earlier process has begun it: it is waited for, and not begun once more. */
  readonly isBegun: boolean;
  readonly executionRoleArn: string;
  readonly managerRoleArn: string;
  readonly roles: EnvironmentRoles;
}

/** One change to one stack, with the names that make repeating it harmless. */
export interface StackChange {
  readonly kind: "create" | "update";
  readonly stack: DesiredStack;
  /**
   * When the stack that this was planned against last began to change, ISO 8601. A stack that has moved since is planned again and not
   * overwritten. Absent for a creation, and where an earlier step of the same plan has just changed the stack.
   */
  readonly plannedAgainst?: string;
  /** Also the client token of creation and execution, so that events of the operation can be recognised after a crash. */
  readonly changeSetName: string;
  /** Nested stacks are looked into only when the addons template changed (copilot-pains 0.2). */
  readonly includeNested: boolean;
  readonly executionRoleArn: string;
  readonly managerRoleArn: string;
  readonly roles: EnvironmentRoles;
}

/** A change set as CloudFormation worked it out. */
export type PreparedChangeSet =
  | { readonly kind: "ready"; readonly changes: readonly ListedChange[] }
  /** There is nothing to change; the change set is deleted already. */
  | { readonly kind: "empty" }
  /** It, or one of the same name, was executed already: somebody (we, before a crash) got further. */
  | { readonly kind: "executed" }
  | { readonly kind: "failed"; readonly failure: Failure };

/** A template after its transforms, as a change set would deploy it. */
export interface ProcessedTemplate {
  /** Logical ids that lead to the nested stack; empty for the stack's own template. */
  readonly path: readonly string[];
  readonly template: Template;
  /** What is deployed there now, after its transforms; absent where the stack is only being made. */
  readonly deployed?: Template;
}

/** One resource change that CloudFormation lists in a change set. */
export interface ListedChange {
  /** Path of logical ids from the root stack; one element for a resource of the stack itself. */
  readonly resource: readonly string[];
  readonly type: string;
  readonly action: "Add" | "Modify" | "Remove" | "Import" | "Dynamic";
  readonly replacement: "True" | "False" | "Conditional";
  readonly scope: readonly string[];
  readonly details: readonly ListedChangeDetail[];
  /** The change set that CloudFormation made for a nested stack, and the stack's ARN; absent where there is none. */
  readonly nested?: { readonly changeSet: string; readonly stack: string };
}

/** Why CloudFormation thinks a property changes. */
export interface ListedChangeDetail {
  readonly property?: string;
  readonly attribute: string;
  readonly requiresRecreation: string;
  readonly source: string;
  /** `Resource.Attribute` or a parameter's name. */
  readonly causingEntity?: string;
}

/** How an operation on a stack ended. */
export type StackOperationEnd =
  | { readonly kind: "done"; readonly status: StackStatus }
  | {
      readonly kind: "failed";
      /** `gone` when a failed creation removed the stack. */
      readonly status: StackStatus | "gone";
      readonly cause?: NonNullable<FailedOperation["cause"]>;
      readonly stack: StackId;
      readonly signs: readonly Sign[];
    };
