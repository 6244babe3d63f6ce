import type { TrafficTarget } from "../ecs/exposed-ports.ts";

/** One listener of a service's network load balancer, with Copilot's defaults applied (copilot-model.md 5.3, 5.6). */
export interface NlbListener {
  readonly port: number;
  readonly protocol: NlbProtocol;
  readonly target: TrafficTarget;
  /** Security policy of a TLS listener. */
  readonly sslPolicy?: string;
  readonly healthCheck: NlbHealthCheck;
  readonly stickiness?: boolean;
  readonly deregistrationDelaySeconds: number;
}

/** What listeners of a network load balancer may speak in a manifest. */
export const nlbProtocols = ["TCP", "UDP", "TLS"] as const;

/** What a listener of a network load balancer speaks. */
export type NlbProtocol = (typeof nlbProtocols)[number];

/** How a network load balancer probes a target; what is absent stays with AWS's default. */
export interface NlbHealthCheck {
  readonly port?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
}

/** What reaches the container: a TLS listener ends TLS itself and passes plain TCP on. */
export function targetProtocol(protocol: NlbProtocol): "TCP" | "UDP" {
  return protocol === "TLS" ? "TCP" : protocol;
}
