import type { Milliseconds } from "./duration.ts";

/** The application load balancer of a service: the main rule's fields, and further rules. */
export interface Http extends RoutingRule {
  /** ARN or name of a load balancer that Copilot did not make. */
  readonly alb?: string;
  /** The old spelling of `target_container`. A Load Balanced Web Service reads it as that; elsewhere it has no effect. */
  readonly targetContainer?: string;
  readonly additional_rules?: readonly RoutingRule[];
}

/** One listener rule and the target group behind it. `path` is always there in a valid manifest. */
export interface RoutingRule {
  readonly path?: string;
  /** `GRPC`, `HTTP1` or `HTTP2`, in any case. */
  readonly version?: string;
  /** A text is the path that is asked. */
  readonly healthcheck?: string | HttpHealthCheck;
  readonly stickiness?: boolean;
  /** All forms read alike: a text is one alias, a list of texts several, a list of maps several with hosted zones. */
  readonly alias?: readonly Alias[];
  readonly deregistration_delay?: Milliseconds;
  readonly target_container?: string;
  readonly target_port?: number;
  /** CIDR blocks. */
  readonly allowed_source_ips?: readonly string[];
  /** Hosted zone of the aliases that name none of their own. */
  readonly hosted_zone?: string;
  /** Absent means true. */
  readonly redirect_to_https?: boolean;
}

/** A domain name, and the id of the hosted zone that is to hold it. */
export interface Alias {
  /** Always there in a valid manifest. */
  readonly name?: string;
  readonly hosted_zone?: string;
}

/** The health check of a target group of an application load balancer. */
export interface HttpHealthCheck {
  readonly path?: string;
  readonly port?: number;
  readonly success_codes?: string;
  readonly healthy_threshold?: number;
  readonly unhealthy_threshold?: number;
  readonly timeout?: Milliseconds;
  readonly interval?: Milliseconds;
  /** How long ECS overlooks failing checks after a task's start; belongs to the service, so only the main rule has it. */
  readonly grace_period?: Milliseconds;
}
