import type { Milliseconds } from "./duration.ts";
import type { Alias } from "./http.ts";

/** The network load balancer of a Load Balanced Web Service: the main listener's fields, and further listeners. */
export interface NetworkLoadBalancer extends NetworkListener {
  readonly alias?: readonly Alias[];
  readonly additional_listeners?: readonly NetworkListener[];
}

/** One listener and the target group behind it. */
export interface NetworkListener {
  /** `443`, `443/tls`, `53/udp`. Always there in a valid manifest. */
  readonly port?: string;
  readonly healthcheck?: NetworkHealthCheck;
  readonly target_container?: string;
  readonly target_port?: number;
  readonly ssl_policy?: string;
  readonly stickiness?: boolean;
  readonly deregistration_delay?: Milliseconds;
}

/** The health check of a target group of a network load balancer. */
export interface NetworkHealthCheck {
  readonly port?: number;
  readonly healthy_threshold?: number;
  readonly unhealthy_threshold?: number;
  readonly timeout?: Milliseconds;
  readonly interval?: Milliseconds;
  readonly grace_period?: Milliseconds;
}
