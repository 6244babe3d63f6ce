import type { TrafficTarget } from "../ecs/exposed-ports.ts";

/** How a load balancer probes a target; what is absent stays with the load balancer's own default. */
export interface HttpHealthCheck {
  /** Starts with a slash. */
  readonly path: string;
  readonly port?: number;
  readonly successCodes?: string;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
}

/** One routing rule of a service on an application load balancer, with Copilot's defaults applied (copilot-model.md 5.3). */
export interface ListenerRule {
  /** Starts with a slash. */
  readonly path: string;
  readonly target: TrafficTarget;
  /** Host names that the rule answers to; empty where there is no HTTPS, which ignores aliases. */
  readonly aliases: readonly string[];
  /** CIDR blocks that may reach the service; empty lets everyone. */
  readonly sourceIps: readonly string[];
  readonly healthCheck: HttpHealthCheck;
  readonly stickiness: boolean;
  /** `GRPC`, `HTTP1` or `HTTP2`. */
  readonly protocolVersion?: string;
  /** Whether plain HTTP is redirected, where there is HTTPS at all. */
  readonly redirectToHttps: boolean;
  readonly deregistrationDelaySeconds: number;
}
