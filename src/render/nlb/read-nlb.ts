import type {
  NetworkHealthCheck,
  NetworkListener,
  NetworkLoadBalancer,
} from "../../manifest/parts/network-load-balancer.ts";
import type { LoadBalancedWebService } from "../../manifest/workload-manifest.ts";
import { dnsDelegation, noDnsDelegation } from "../dns-delegation.ts";
import { listenerTarget, parsePort, type ExposedPorts } from "../ecs/exposed-ports.ts";
import { defaultDeregistrationDelay } from "../http/read-listener-rule.ts";
import { dnsDelegated } from "../http/service-routing.ts";
import { wholeSeconds } from "../http/whole-seconds.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { NetworkRouting } from "./network-load-balancing.ts";
import { nlbProtocols, type NlbHealthCheck, type NlbListener, type NlbProtocol } from "./nlb-listener.ts";

/** The network load balancer of a Load Balanced Web Service; undefined when the manifest has none. */
export function networkRouting(
  manifest: LoadBalancedWebService,
  inputs: WorkloadInputs,
  ports: ExposedPorts,
): NetworkRouting | undefined {
  const { nlb } = manifest;
  if (nlb?.port === undefined) return undefined;
  return {
    listeners: networkListenersOf(nlb).map((listener) => nlbListener(listener, ports)),
    aliases: (nlb.alias ?? []).map((alias) => alias.name ?? ""),
    delegation: dnsDelegated(inputs) ? dnsDelegation(inputs.application) : noDnsDelegation,
  };
}

/** The main listener and the additional ones, in order. */
function networkListenersOf(nlb: NetworkLoadBalancer): readonly [NetworkListener, ...NetworkListener[]] {
  return [nlb, ...(nlb.additional_listeners ?? [])];
}

/** A listener of the manifest with Copilot's defaults: TCP, and the listener's port on the main container. */
function nlbListener(listener: NetworkListener, ports: ExposedPorts): NlbListener {
  const { port: portText = "" } = listener;
  const { port, protocol } = parsePort(portText);
  return {
    port,
    protocol: protocolOf(protocol),
    target: listenerTarget(ports, {
      port: portText,
      targetContainer: listener.target_container,
      targetPort: listener.target_port,
    }),
    ...(listener.ssl_policy === undefined ? {} : { sslPolicy: listener.ssl_policy }),
    healthCheck: nlbHealthCheck(listener.healthcheck ?? {}),
    ...(listener.stickiness === undefined ? {} : { stickiness: listener.stickiness }),
    deregistrationDelaySeconds: wholeSeconds(listener.deregistration_delay) ?? defaultDeregistrationDelay,
  };
}

function protocolOf(protocol = "TCP"): NlbProtocol {
  const written = protocol.toUpperCase();
  return nlbProtocols.find((known) => known === written) ?? "TCP";
}

function nlbHealthCheck(check: NetworkHealthCheck): NlbHealthCheck {
  const intervalSeconds = wholeSeconds(check.interval);
  const timeoutSeconds = wholeSeconds(check.timeout);
  return {
    ...(check.port === undefined ? {} : { port: check.port }),
    ...(check.healthy_threshold === undefined ? {} : { healthyThreshold: check.healthy_threshold }),
    ...(check.unhealthy_threshold === undefined ? {} : { unhealthyThreshold: check.unhealthy_threshold }),
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
  };
}
