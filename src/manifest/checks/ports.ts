import { routingRules } from "../parts/http.ts";
import type { Http, RoutingRule } from "../parts/http.ts";
import { networkListeners } from "../parts/network-load-balancer.ts";
import type { NetworkListener, NetworkLoadBalancer } from "../parts/network-load-balancer.ts";
import { portMapping } from "../parts/port-mapping.ts";
import type { Sidecars } from "../parts/sidecar.ts";
import { field, key } from "../shape/field-path.ts";
import type { FieldPath } from "../shape/field-path.ts";
import type { Report } from "../shape/report.ts";

/** The containers of a task that listen, and what sends them requests. */
export interface Listeners {
  /** Name of the main container. */
  readonly name: string;
  /** The main container's port; undefined where it has none or its type has no port. */
  readonly port?: number | undefined;
  readonly sidecars?: Sidecars | undefined;
  readonly http?: Http | undefined;
  readonly nlb?: NetworkLoadBalancer | undefined;
}

/** A port of the task's network interface: one container and one protocol can have it. */
interface TakenPort {
  readonly container: string;
  readonly protocol: string;
  /** The field that gave it its protocol. */
  readonly at: FieldPath;
}

/**
 * Reports ports that two containers want, or one container with two protocols; then health checks of a port that does
 * not speak TCP. Ports are taken in Copilot's order: sidecars, rules, listeners, main container (copilot-model.md 5.6).
 */
export function checkPorts(listeners: Listeners, report: Report): void {
  const taken = new Map<number, TakenPort>();
  const take = (port: number, wanted: Omit<TakenPort, "at">, at: FieldPath): void =>
    takePort(taken, port, { ...wanted, at }, report);
  for (const [name, sidecar] of Object.entries(listeners.sidecars ?? {})) {
    const mapping = sidecar.port === undefined ? undefined : portMapping(sidecar.port);
    if (mapping?.kind !== "read") continue;
    take(
      mapping.port,
      { container: name, protocol: mapping.protocol ?? "TCP" },
      field(key(field(undefined, "sidecars"), name), "port"),
    );
  }
  for (const { rule, at } of rulesOf(listeners)) {
    if (rule.target_port === undefined) continue;
    const container = rule.target_container ?? taken.get(rule.target_port)?.container ?? listeners.name;
    take(rule.target_port, { container, protocol: "TCP" }, field(at, "target_port"));
  }
  for (const { listener, at } of listenersOf(listeners)) {
    const target = listenerTarget(listener);
    if (target === undefined) continue;
    const container = listener.target_container ?? taken.get(target.port)?.container ?? listeners.name;
    take(
      target.port,
      { container, protocol: target.protocol },
      field(at, listener.target_port === undefined ? "port" : "target_port"),
    );
  }
  if (listeners.port !== undefined) {
    const protocol = taken.get(listeners.port)?.protocol ?? "TCP";
    take(listeners.port, { container: listeners.name, protocol }, field(undefined, "image", "port"));
  }
  checkHealthCheckPorts(listeners, taken, report);
}

function takePort(taken: Map<number, TakenPort>, port: number, wanted: TakenPort, report: Report): void {
  const { at } = wanted;
  const before = taken.get(port);
  if (before === undefined) {
    taken.set(port, wanted);
    return;
  }
  if (before.container !== wanted.container) {
    const message = `Port ${port} is wanted by the containers ${before.container} and ${wanted.container}; all containers of a task share its ports.`;
    report({ code: "duplicate-port", at, message });
    return;
  }
  if (before.protocol === wanted.protocol) return;
  const message = `Port ${port} of the container ${before.container} is used with ${before.protocol} and with ${wanted.protocol}; give it one protocol.`;
  report({ code: "protocol-conflict", at, message });
}

function checkHealthCheckPorts(
  listeners: Listeners,
  taken: ReadonlyMap<number, TakenPort>,
  report: Report,
): void {
  for (const { rule, at } of rulesOf(listeners)) {
    const check = typeof rule.healthcheck === "object" ? rule.healthcheck.port : undefined;
    if (check !== undefined) checkHealthCheckPort(check, field(at, "healthcheck", "port"), taken, report);
    else if (rule.target_port !== undefined) {
      checkHealthCheckPort(rule.target_port, field(at, "target_port"), taken, report);
    } else if (listeners.port !== undefined) {
      checkHealthCheckPort(listeners.port, taken.get(listeners.port)?.at, taken, report);
    }
  }
  for (const { listener, at } of listenersOf(listeners)) {
    const check = listener.healthcheck?.port;
    const mapping = portMapping(listener.port ?? "");
    const port = check ?? listener.target_port ?? (mapping.kind === "read" ? mapping.port : undefined);
    const place =
      check !== undefined
        ? ["healthcheck", "port"]
        : listener.target_port !== undefined
          ? ["target_port"]
          : ["port"];
    checkHealthCheckPort(port, field(at, ...place), taken, report);
  }
}

function checkHealthCheckPort(
  port: number | undefined,
  at: FieldPath,
  taken: ReadonlyMap<number, TakenPort>,
  report: Report,
): void {
  const exposed = port === undefined ? undefined : taken.get(port);
  if (exposed === undefined || exposed.protocol === "TCP") return;
  report({
    code: "protocol-conflict",
    at,
    message: `Health checks ask port ${port} of the container ${exposed.container}, which speaks ${exposed.protocol}; they need TCP.`,
    remedy: "Give healthcheck.port a TCP port of the task.",
  });
}

function rulesOf({ http }: Listeners): readonly { readonly rule: RoutingRule; readonly at: FieldPath }[] {
  return http === undefined ? [] : routingRules(http, field(undefined, "http"));
}

function listenersOf({
  nlb,
}: Listeners): readonly { readonly listener: NetworkListener; readonly at: FieldPath }[] {
  return networkListeners(nlb, field(undefined, "nlb"));
}

/** The container's side of a listener: TLS ends at the load balancer. Copilot keeps 16 bits of `target_port`. */
function listenerTarget(
  listener: NetworkListener,
): { readonly port: number; readonly protocol: string } | undefined {
  const mapping = portMapping(listener.port ?? "");
  if (mapping.kind !== "read") return undefined;
  const protocol = mapping.protocol === undefined || mapping.protocol === "TLS" ? "TCP" : mapping.protocol;
  return { port: (listener.target_port ?? mapping.port) & 0xffff, protocol };
}
