import type { EnvironmentRoles } from "./cloud.ts";
import type { Observed } from "./observed.ts";
import type { Target } from "./target.ts";

/** A running service looked at closely, because somebody asked: what `copilot svc show` and `svc status` gave. Never part of a pass. */
export interface ServiceInsights {
  /** Absent for workloads without an ECS service. Each part is an answer of its own: one that may not be read hides no other. */
  lookInto(request: InsightRequest, signal?: AbortSignal): Promise<Observed<ServiceInsight>>;
}

/** Whose service to look into. */
export interface InsightRequest extends Required<Target> {
  readonly application: string;
  readonly roles: EnvironmentRoles;
}

/** An ECS service at one instant. */
export interface ServiceInsight {
  /** Newest first. */
  readonly deployments: readonly DeploymentInsight[];
  /** What ECS said last, newest first. */
  readonly events: readonly { readonly at: Date; readonly message: string }[];
  readonly tasks: Observed<readonly TaskInsight[]>;
  readonly containers: Observed<readonly ContainerInsight[]>;
  readonly routes: Observed<readonly RouteInsight[]>;
  readonly alarms: Observed<readonly AlarmInsight[]>;
}

/** One deployment of a service. */
export interface DeploymentInsight {
  readonly id: string;
  /** PRIMARY, ACTIVE or INACTIVE. */
  readonly status: string;
  /** COMPLETED, IN_PROGRESS or FAILED. */
  readonly rollout: string;
  readonly reason?: string;
  /** `family:number`. */
  readonly taskDefinition: string;
  readonly desired: number;
  readonly running: number;
  readonly failed: number;
  readonly createdAt?: Date;
}

/** One task. */
export interface TaskInsight {
  readonly id: string;
  readonly status: string;
  readonly health: string;
  readonly zone: string;
  readonly startedAt?: Date;
  /** `family:number`. */
  readonly taskDefinition: string;
  /** Image digests, by container. */
  readonly images: Readonly<Record<string, string>>;
}

/** One container of the task definition. Values of variables are never read out: somebody may have put a secret there. */
export interface ContainerInsight {
  readonly name: string;
  readonly image: string;
  /** Names. */
  readonly variables: readonly string[];
  /** Names, each with the name or ARN of the secret or parameter that it comes from. */
  readonly secrets: readonly { readonly name: string; readonly from: string }[];
}

/** A way in: a listener rule of the service's stack. */
export interface RouteInsight {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
}

/** An alarm of the service's stack. */
export interface AlarmInsight {
  readonly name: string;
  /** OK, ALARM or INSUFFICIENT_DATA. */
  readonly state: string;
  readonly description: string;
}
