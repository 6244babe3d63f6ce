import type { DriftCause } from "./drift.ts";
import type { EnvironmentRoles } from "./cloud.ts";
import type { EnvironmentRecord } from "./copilot-records.ts";
import type { Observed } from "./observed.ts";
import type { ObservedStack, StackId } from "./stack.ts";
import type { Json, JsonMap } from "./template.ts";

/** What AWS says of what is really there. No method changes anything that runs; the detection leaves its result at the stack. */
export interface DriftEyes {
  /** The stacks that a stack nests, with those that they nest, each as it is deployed. */
  nestedStacks(stack: StackToCheck, signal?: AbortSignal): Promise<Observed<readonly NestedStack[]>>;
  /**
   * Has CloudFormation compare stacks with what is there, and answers when it has, or when `patienceMilliseconds` are over. What is still
   * running then is found again by the next call, and not begun a second time.
   */
  compareStacks(
    stacks: readonly StackToCheck[],
    patienceMilliseconds: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, StackComparison>>;
  /** What runs of stacks with an ECS service, by `stackKey`; an entry for each. Cheap: no detection. */
  readLive(
    stacks: readonly LiveRequest[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Observed<LiveFacts>>>;
  /** The services of such stacks alone: ten of one cluster in a call, and one call more for each stack since its last operation. */
  readServices(
    stacks: readonly StackToCheck[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Observed<ReadService>>>;
  /** What scales the services of such stacks: fifty targets in a call, and ten policies of the account and region in another. */
  readScaling(
    stacks: readonly StackToCheck[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Observed<LiveScaling>>>;
  /** Whether what running task definitions name as secrets is there: fifty parameters or ten secrets in a call. By `stackKey`. */
  readSecrets(
    stacks: readonly (StackToCheck & { readonly taskDefinition: string })[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, Observed<true>>>>;
  /** Whether no operation on the stack has begun since `asOf`. One call. */
  isUnchanged(stack: StackToCheck, signal?: AbortSignal): Promise<Observed<boolean>>;
  /** The same, but each request waits for its turn first. */
  paced(pace: Pace): DriftEyes;
  /** Who last changed something by hand, by CloudTrail; `absent` when it does not know. */
  whoChanged(
    thing: { readonly stack: StackToCheck; readonly names: readonly string[] },
    signal?: AbortSignal,
  ): Promise<Observed<Pick<DriftCause, "message" | "by" | "at">>>;
}

/** Lets a request wait until it may be made, and counts it. What the SDK tries again is not asked for again. */
export type Pace = (request: PacedRequest, signal?: AbortSignal) => Promise<void>;

/** What a request is, as far as its pace depends on it. */
export interface PacedRequest {
  readonly account: string;
  readonly region: string;
  /** As AWS's clients are called: `ecs`, `cloudformation`. */
  readonly service: string;
  readonly operation: string;
}

/** A stack, and as whom to look at it. */
export interface StackToCheck {
  readonly record: EnvironmentRecord;
  readonly roles: EnvironmentRoles;
  readonly stack: StackId;
  /** What tells its last operation from others (`operationOf`). */
  readonly asOf: string;
}

/** Whose service to read. */
export interface LiveRequest extends StackToCheck {
  /** The template scales the service: what scales it is read, too. */
  readonly isScaled: boolean;
}

/** A stack that another one made. */
export interface NestedStack {
  /** Logical ids from the root stack down. */
  readonly path: readonly string[];
  readonly stack: Observed<ObservedStack>;
}

/** What CloudFormation found when it compared a stack with what is there. */
export type StackComparison =
  | {
      readonly kind: "compared";
      readonly resources: readonly ComparedResource[];
      /** Set where not all of it could be read: AWS's words. What was found stands all the same. */
      readonly incomplete?: string;
    }
  /** It takes longer than anyone waited. */
  | { readonly kind: "running" }
  | {
      readonly kind: "not-compared";
      readonly reason: string;
      readonly message: string;
      readonly remedy?: string;
    };

/** One resource as CloudFormation found it. */
export interface ComparedResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: "in-sync" | "modified" | "deleted";
  readonly expected: JsonMap;
  readonly actual: JsonMap;
  readonly differences: readonly PropertyDifference[];
}

/** One property as CloudFormation found it; paths are JSON pointers into the properties. */
export interface PropertyDifference {
  readonly path: string;
  /** Absent: the side has nothing there. */
  readonly expected?: Json;
  readonly actual?: Json;
}

/** What was read directly of a stack's ECS service and what belongs to it. */
export interface LiveFacts {
  /** Physical ids of the stack's resources that matter here, by logical id. */
  readonly physicalIds: Readonly<Record<string, string>>;
  readonly service: Observed<LiveService>;
  /** Absent: nothing scales the service. */
  readonly scaling: Observed<LiveScaling>;
  /** Whether each secret that the running task definition names is there, by its name or ARN as written. */
  readonly secrets: ReadonlyMap<string, Observed<true>>;
}

/** A stack's ECS service and what its resources are called. */
export type ReadService = Pick<LiveFacts, "physicalIds" | "service">;

/** An ECS service as far as a template says something about it. */
export interface LiveService {
  readonly arn: string;
  readonly status: string;
  readonly desiredCount: number;
  /** ARN of the primary deployment's. */
  readonly taskDefinition: string;
  /** A rollout is under way: what differs now may not differ in a minute. */
  readonly isDeploying: boolean;
  /** By the property names of `AWS::ECS::Service`; only those that are read. */
  readonly properties: JsonMap;
}

/** What scales a service. */
export interface LiveScaling {
  readonly minimum: number;
  readonly maximum: number;
  /** Somebody has suspended scaling in or out. */
  readonly suspended: boolean;
  /** Target values of its tracking policies, by the policies' names. */
  readonly policies: Readonly<Record<string, number | undefined>>;
}
