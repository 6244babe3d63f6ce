import type { Milliseconds } from "./duration.ts";
import type { Alias } from "./http.ts";
import { listOf } from "../shape/collection-shapes.ts";
import { field, index } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";
import { record } from "../shape/record-shape.ts";
import type { Fields } from "../shape/record-shape.ts";
import { boolean, duration, integer, text } from "../shape/scalar-shapes.ts";
import { aliases } from "./aliases.ts";
import { checkPortMapping } from "./port-mapping.ts";

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

const listenerFields: Fields<NetworkListener> = {
  port: text,
  healthcheck: record<NetworkHealthCheck>({
    port: integer,
    healthy_threshold: integer,
    unhealthy_threshold: integer,
    timeout: duration,
    interval: duration,
    grace_period: duration,
  }),
  target_container: text,
  target_port: integer,
  ssl_policy: text,
  stickiness: boolean,
  deregistration_delay: duration,
};

/** `nlb` of a Load Balanced Web Service. */
export const networkLoadBalancer = record<NetworkLoadBalancer>(
  {
    ...listenerFields,
    alias: aliases,
    additional_listeners: listOf(record<NetworkListener>(listenerFields)),
  },
  { check: checkLoadBalancer },
);

/** Whether nothing of a network load balancer is given; a grace period alone counts as nothing, as in Copilot. */
export function isEmptyNetworkLoadBalancer(value: NetworkLoadBalancer | undefined): boolean {
  if (value === undefined) return true;
  const { alias = [], additional_listeners: more = [], healthcheck, ...rest } = value;
  const { grace_period: _grace, ...check } = healthcheck ?? {};
  const given = [...Object.values(rest), ...Object.values(check), ...alias, ...more];
  return given.length === 0;
}

/** The main listener and the additional ones with their paths; none while the load balancer is empty. */
export function networkListeners(
  value: NetworkLoadBalancer | undefined,
  at: FieldPath,
): readonly { readonly listener: NetworkListener; readonly at: FieldPath }[] {
  if (value === undefined || isEmptyNetworkLoadBalancer(value)) return [];
  const additional = (value.additional_listeners ?? []).map((listener, position) => ({
    listener,
    at: index(field(at, "additional_listeners"), position),
  }));
  return [{ listener: value, at }, ...additional];
}

function checkLoadBalancer(value: NetworkLoadBalancer, at: FieldPath, report: Report): void {
  for (const { listener, at: place } of networkListeners(value, at))
    checkPort(listener.port, field(place, "port"), report);
  if (isEmptyNetworkLoadBalancer(value)) return;
  for (const [position, alias] of (value.alias ?? []).entries()) {
    if (alias.hosted_zone === undefined) continue;
    const message =
      "hosted_zone has no effect in an alias of a network load balancer and is refused; leave it out.";
    report({
      code: "unsupported-field",
      at: field(index(field(at, "alias"), position), "hosted_zone"),
      message,
    });
  }
}

function checkPort(port: string | undefined, at: FieldPath, report: Report): void {
  if (port === undefined || port === "") {
    const message = "port is missing; give the listener's port, such as 443/tls.";
    report({ code: "required-field-missing", at, message });
    return;
  }
  checkPortMapping(
    port,
    at,
    { protocols: ["TCP", "UDP", "TLS"], use: "a network load balancer listens to" },
    report,
  );
}
