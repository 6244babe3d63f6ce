import type { Json, JsonMap } from "../../domain/template.ts";

/**
 * What the load balancers of a service mean for the parts that it shares with services without any. Built from the
 * manifest's `http` and `nlb`; the listeners, target groups and records themselves are resources of their own.
 */
export interface LoadBalancing {
  /** Value of `COPILOT_LB_DNS`; absent without an application load balancer. */
  readonly dnsName?: Json;
  /** Dimensions of the application load balancer's metrics, for autoscaling by requests and response time. */
  readonly metrics?: LoadBalancerMetrics;
  /** `LoadBalancers` of the ECS service: container, port and target group of each rule and listener, in order. */
  readonly attachments: readonly JsonMap[];
  /** `HealthCheckGracePeriodSeconds` of the ECS service. */
  readonly gracePeriodSeconds?: number;
  /** Logical ids of the listener rules and listeners that must stand before the ECS service does. */
  readonly serviceDependsOn: readonly string[];
  /** Names of the environment's parameters that must list the workload, such as `ALBWorkloads` and `Aliases`. */
  readonly environmentParameters: readonly string[];
  /** Aliases that the environment's certificate must cover; empty where the environment need not know them. */
  readonly environmentAliases: readonly string[];
}

/** The values that name a load balancer and its target group in CloudWatch. */
export interface LoadBalancerMetrics {
  readonly loadBalancer: Json;
  /** Full name of the target group, as autoscaling by requests names it. */
  readonly requestsTargetGroup: Json;
  /** Full name of the target group, as autoscaling by response time names it. */
  readonly responseTimeTargetGroup: Json;
}
