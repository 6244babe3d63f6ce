import type { DnsDelegation } from "../dns-delegation.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { Resources } from "../resources.ts";
import { networkCertificate } from "./nlb-certificate.ts";
import { defaultNetworkRecord, networkCustomDomain } from "./nlb-custom-domain.ts";
import type { NlbListener } from "./nlb-listener.ts";
import { networkListeners } from "./nlb-listeners.ts";
import { networkLoadBalancer } from "./nlb-load-balancer.ts";

/** A service behind a network load balancer of its own: its listeners, the main one first, and its names. */
export interface NetworkRouting {
  readonly listeners: readonly NlbListener[];
  readonly aliases: readonly string[];
  readonly delegation: DnsDelegation;
}

/** All resources of a service's network load balancer. */
export function networkRoutingResources(routing: NetworkRouting, inputs: WorkloadInputs): Resources {
  const { listeners, aliases, delegation } = routing;
  const needsCertificate = listeners.some((listener) => listener.protocol === "TLS");
  return {
    ...networkLoadBalancer(listeners),
    ...networkListeners(listeners),
    ...(aliases.length === 0 ? defaultNetworkRecord : networkCustomDomain(aliases, delegation, inputs)),
    ...(needsCertificate ? networkCertificate(aliases, delegation, inputs) : {}),
  };
}
