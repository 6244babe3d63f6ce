import type { TextMap } from "../../domain/stack.ts";
import type { JsonMap } from "../../domain/template.ts";
import type { BackendService } from "../../manifest/workload-manifest.ts";
import type { ExposedPorts } from "../ecs/exposed-ports.ts";
import type { LoadBalancing } from "../ecs/load-balancing.ts";
import type { WorkloadInputs } from "../inputs.ts";
import type { Resources } from "../resources.ts";
import { httpAttachments, loadBalancerDnsName, loadBalancerMetrics } from "./http-balancing.ts";
import { httpParameters, httpValues } from "./http-parameters.ts";
import { httpRoutingResources, listenerRuleIds } from "./listeners.ts";
import { defaultGracePeriod, gracePeriodOf } from "./read-listener-rule.ts";
import { internalHttps, internalRouting } from "./service-routing.ts";

/** What `http` adds to a Backend Service's stack. */
export interface BackendHttp {
  readonly balancing: LoadBalancing;
  readonly resources: Resources;
  /** Declarations of the template's parameters. */
  readonly parameters: Readonly<Record<string, JsonMap>>;
  readonly values: TextMap;
}

/** A Backend Service's rules on the environment's internal load balancer; undefined when its manifest has no `http`. */
export function backendHttp(
  manifest: BackendService,
  inputs: WorkloadInputs,
  ports: ExposedPorts,
): BackendHttp | undefined {
  const routing = internalRouting(manifest, inputs, ports);
  if (routing === undefined) return undefined;
  return {
    balancing: {
      dnsName: loadBalancerDnsName(routing.balancer),
      metrics: loadBalancerMetrics(routing.balancer),
      attachments: httpAttachments(routing),
      gracePeriodSeconds: gracePeriodOf(manifest.http?.healthcheck) ?? defaultGracePeriod,
      serviceDependsOn: listenerRuleIds(routing),
      environmentParameters: ["InternalALBWorkloads"],
      environmentAliases: [],
    },
    resources: httpRoutingResources(routing, inputs),
    parameters: httpParameters,
    values: httpValues(manifest.http?.path, internalHttps(manifest, inputs)),
  };
}
