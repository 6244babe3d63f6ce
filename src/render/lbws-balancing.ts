import type { LoadBalancedWebService } from "../manifest/workload-manifest.ts";
import type { ExposedPorts } from "./ecs/exposed-ports.ts";
import type { LoadBalancing } from "./ecs/load-balancing.ts";
import { httpAttachments, loadBalancerDnsName, loadBalancerMetrics } from "./http/http-balancing.ts";
import { importedIngress } from "./http/imported-listeners.ts";
import { httpRoutingResources, listenerRuleIds, type HttpRouting } from "./http/listeners.ts";
import { defaultGracePeriod, gracePeriodOf } from "./http/read-listener-rule.ts";
import { publicRouting } from "./http/service-routing.ts";
import { wholeSeconds } from "./http/whole-seconds.ts";
import type { WorkloadInputs } from "./inputs.ts";
import { networkRoutingResources, type NetworkRouting } from "./nlb/network-load-balancing.ts";
import { networkAttachments, networkListenerIds } from "./nlb/nlb-listeners.ts";
import { networkRouting } from "./nlb/read-nlb.ts";
import type { Resources } from "./resources.ts";

/** How traffic reaches a Load Balanced Web Service: over an application load balancer, a network load balancer, or both. */
export interface LbwsRouting {
  readonly http?: HttpRouting;
  readonly network?: NetworkRouting;
}

/** Reads a manifest's `http` and `nlb`. */
export function lbwsRouting(
  manifest: LoadBalancedWebService,
  inputs: WorkloadInputs,
  ports: ExposedPorts,
): LbwsRouting {
  const http = publicRouting(manifest, inputs, ports);
  const network = networkRouting(manifest, inputs, ports);
  return { ...(http === undefined ? {} : { http }), ...(network === undefined ? {} : { network }) };
}

/** What a service's load balancers mean for the parts that it shares with other ECS services. */
export function lbwsBalancing(
  manifest: LoadBalancedWebService,
  inputs: WorkloadInputs,
  { http, network }: LbwsRouting,
): LoadBalancing {
  const listeners = network?.listeners ?? [];
  return {
    ...(http === undefined
      ? {}
      : { dnsName: loadBalancerDnsName(http.balancer), metrics: loadBalancerMetrics(http.balancer) }),
    attachments: [...(http === undefined ? [] : httpAttachments(http)), ...networkAttachments(listeners)],
    gracePeriodSeconds: gracePeriod(manifest),
    serviceDependsOn: [
      ...(http === undefined ? [] : listenerRuleIds(http)),
      ...networkListenerIds(listeners),
    ],
    ...environmentNeeds(manifest, inputs, http),
  };
}

/** All resources of a service's load balancers, and what lets an imported one reach the environment. */
export function lbwsBalancingResources({ http, network }: LbwsRouting, inputs: WorkloadInputs): Resources {
  return {
    ...(http === undefined ? {} : httpRoutingResources(http, inputs)),
    ...(inputs.importedLoadBalancer === undefined ? {} : importedIngress(inputs.importedLoadBalancer)),
    ...(network === undefined ? {} : networkRoutingResources(network, inputs)),
  };
}

/** The main rule's grace period, else the main listener's. */
function gracePeriod(manifest: LoadBalancedWebService): number {
  const rule = typeof manifest.http === "object" ? manifest.http : undefined;
  return (
    gracePeriodOf(rule?.healthcheck) ??
    wholeSeconds(manifest.nlb?.healthcheck?.grace_period) ??
    defaultGracePeriod
  );
}

/** An imported load balancer is none of the environment's, which then makes nothing and covers no alias. */
function environmentNeeds(
  manifest: LoadBalancedWebService,
  inputs: WorkloadInputs,
  http: HttpRouting | undefined,
): Pick<LoadBalancing, "environmentParameters" | "environmentAliases"> {
  if (inputs.importedLoadBalancer !== undefined) return { environmentParameters: [], environmentAliases: [] };
  const aliases = new Set(http?.rules.flatMap((rule) => rule.aliases));
  return {
    environmentParameters: manifest.http === false ? ["Aliases"] : ["ALBWorkloads", "Aliases"],
    environmentAliases: [...aliases],
  };
}
