import type {
  ContainerDefinition,
  Deployment as DeploymentShape,
  RegisterTaskDefinitionCommandInput,
  Service as ServiceShape,
  TaskOverride,
} from "@aws-sdk/client-ecs";
import type { Cell } from "../../kernel/cells.ts";
import type { Tags } from "../tags.ts";

/** A cluster. */
export interface Cluster {
  readonly name: string;
  readonly arn: string;
  status: "ACTIVE" | "INACTIVE";
  tags: Tags;
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly capacityProviders: readonly string[];
}

/** One revision of a task definition, as it was registered. */
export interface TaskDefinition {
  readonly family: string;
  readonly revision: number;
  readonly arn: string;
  readonly registeredAt: Date;
  readonly registeredBy: string;
  readonly input: RegisterTaskDefinitionCommandInput;
  status: "ACTIVE" | "INACTIVE";
  tags: Tags;
}

/** The settings of a service that calls hand in and answers repeat. */
export type ServiceSettings = Pick<
  ServiceShape,
  | "launchType"
  | "platformVersion"
  | "deploymentConfiguration"
  | "networkConfiguration"
  | "loadBalancers"
  | "serviceRegistries"
  | "capacityProviderStrategy"
  | "healthCheckGracePeriodSeconds"
  | "enableExecuteCommand"
  | "enableECSManagedTags"
  | "propagateTags"
  | "schedulingStrategy"
  | "deploymentController"
>;

/** How a rollout stands. */
type RolloutState = NonNullable<DeploymentShape["rolloutState"]>;

/** One rollout of a service. */
export interface Deployment {
  /** `ecs-svc/…`, 19 digits. */
  readonly id: string;
  /** ARN of the service deployment that it belongs to, and of the revision that it rolls out. */
  readonly serviceDeploymentArn: string;
  readonly revisionArn: string;
  readonly taskDefinitionArn: string;
  readonly createdAt: Date;
  updatedAt: Date;
  status: "PRIMARY" | "ACTIVE" | "INACTIVE";
  desiredCount: number;
  failedTasks: number;
  rolloutState: RolloutState;
  rolloutStateReason: string;
  /** Set on the deployment that the circuit breaker or a person made to go back. */
  readonly rollbackOf: string | undefined;
}

/** A service event, as people read it in the console. */
interface ServiceEvent {
  readonly id: string;
  readonly createdAt: Date;
  readonly message: string;
}

/** A service. */
export interface Service {
  readonly name: string;
  readonly arn: string;
  readonly clusterArn: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  status: "ACTIVE" | "DRAINING" | "INACTIVE";
  desiredCount: number;
  settings: ServiceSettings;
  tags: Tags;
  /** The primary deployment first. */
  deployments: Deployment[];
  /** The newest first; a hundred are kept. */
  events: ServiceEvent[];
}

/** A container of a task. */
interface TaskContainer {
  readonly name: string;
  readonly image: string;
  readonly imageDigest: string | undefined;
  lastStatus: "PENDING" | "RUNNING" | "STOPPED";
  healthStatus: "HEALTHY" | "UNHEALTHY" | "UNKNOWN";
  exitCode: number | undefined;
  reason: string | undefined;
}

/** A task. */
export interface Task {
  readonly arn: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  /** `service:<name>` or `family:<name>`. */
  readonly group: string;
  /** The deployment that started it, or what RunTask was given. */
  readonly startedBy: string | undefined;
  readonly launchType: string;
  readonly createdAt: Date;
  readonly tags: Tags;
  /** What RunTask was given. */
  readonly clientToken: string | undefined;
  readonly overrides: TaskOverride | undefined;
  readonly privateIp: string;
  lastStatus: "PROVISIONING" | "PENDING" | "RUNNING" | "DEPROVISIONING" | "STOPPED";
  desiredStatus: "RUNNING" | "STOPPED";
  startedAt: Date | undefined;
  stoppedAt: Date | undefined;
  stopCode:
    | "TaskFailedToStart"
    | "EssentialContainerExited"
    | "UserInitiated"
    | "ServiceSchedulerInitiated"
    | "SpotInterruption"
    | undefined;
  stoppedReason: string | undefined;
  healthStatus: "HEALTHY" | "UNHEALTHY" | "UNKNOWN";
  containers: TaskContainer[];
}

/** The finished and running service deployments, which outlive the deployments of DescribeServices. */
export interface ServiceDeployment {
  readonly arn: string;
  readonly serviceArn: string;
  readonly clusterArn: string;
  readonly createdAt: Date;
  updatedAt: Date;
  startedAt: Date | undefined;
  finishedAt: Date | undefined;
  stoppedAt: Date | undefined;
  status:
    | "PENDING"
    | "IN_PROGRESS"
    | "SUCCESSFUL"
    | "STOP_REQUESTED"
    | "STOPPED"
    | "ROLLBACK_REQUESTED"
    | "ROLLBACK_IN_PROGRESS"
    | "ROLLBACK_SUCCESSFUL"
    | "ROLLBACK_FAILED";
  statusReason: string | undefined;
  readonly targetRevisionArn: string;
  readonly sourceRevisionArn: string | undefined;
  rollback: { readonly reason: string; readonly startedAt: Date; readonly revisionArn: string } | undefined;
  failureCount: number;
  circuitBreaker: "DISABLED" | "MONITORING" | "TRIGGERED" | "MONITORING_COMPLETE";
  circuitBreakerThreshold: number;
}

/** A revision of a service: the task definition and settings of one rollout. */
interface ServiceRevision {
  readonly arn: string;
  readonly serviceArn: string;
  readonly clusterArn: string;
  readonly taskDefinitionArn: string;
  readonly createdAt: Date;
  readonly settings: ServiceSettings;
  readonly containers: readonly Pick<ContainerDefinition, "name" | "image">[];
}

/** Everything of ECS in one account and region. */
export interface EcsState {
  /** By ARN. */
  readonly clusters: Map<string, Cluster>;
  /** Revisions by family, the oldest first. */
  readonly families: Map<string, TaskDefinition[]>;
  /** By ARN. */
  readonly services: Map<string, Service>;
  /** By ARN. */
  readonly tasks: Map<string, Task>;
  /** By ARN, the oldest first. */
  readonly serviceDeployments: Map<string, ServiceDeployment>;
  /** By ARN. */
  readonly revisions: Map<string, ServiceRevision>;
  /** Why deployments failed, by their id: they leave their service when another one is through. */
  readonly failures: Map<string, string>;
}

/** ECS in one account and region. */
export const ecs: Cell<EcsState> = {
  name: "ecs/state",
  scope: "region",
  initial: () => ({
    clusters: new Map(),
    families: new Map(),
    services: new Map(),
    tasks: new Map(),
    serviceDeployments: new Map(),
    revisions: new Map(),
    failures: new Map(),
  }),
};
