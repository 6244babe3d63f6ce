import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, ref } from "../../template/intrinsics.ts";
import { unquoted } from "../unquoted.ts";
import type { TrafficTarget } from "../ecs/exposed-ports.ts";
import type { LoadBalancerMetrics } from "../ecs/load-balancing.ts";
import { numberedId } from "../logical-id.ts";
import type { HttpRouting } from "./listeners.ts";
import { aliasTargetOf, targetGroupId, type LoadBalancer } from "./load-balancer.ts";

/** `LoadBalancers` entries of the ECS service for its HTTP routing: one for each rule, in order. */
export function httpAttachments(routing: HttpRouting): readonly JsonMap[] {
  const family = targetGroupId(routing.balancer);
  return routing.rules.map((rule, index) => attachment(rule.target, numberedId(family, index)));
}

/** One entry of an ECS service's `LoadBalancers`: the container and port that a target group registers. */
export function attachment(target: TrafficTarget, targetGroup: string): JsonMap {
  return {
    ContainerName: target.container,
    ContainerPort: unquoted(target.port),
    TargetGroupArn: ref(targetGroup),
  };
}

/** What containers find in `COPILOT_LB_DNS`: the load balancer's DNS name. */
export function loadBalancerDnsName(balancer: LoadBalancer): Json {
  return aliasTargetOf(balancer).dnsName;
}

/**
 * How CloudWatch names a load balancer and the main rule's target group. For an imported load balancer these are
 * Copilot's faults, kept: its plain name is no metric dimension, and `TargetGroup` does not exist (see deployment/mends.ts).
 */
export function loadBalancerMetrics(balancer: LoadBalancer): LoadBalancerMetrics {
  return {
    loadBalancer: fullName(balancer),
    requestsTargetGroup: getAtt("TargetGroup", "TargetGroupFullName"),
    responseTimeTargetGroup: getAtt(targetGroupId(balancer), "TargetGroupFullName"),
  };
}

function fullName(balancer: LoadBalancer): Json {
  switch (balancer.kind) {
    case "environment": {
      const prefix = balancer.scope === "internal" ? "Internal" : "Public";
      return getAtt("EnvControllerAction", `${prefix}LoadBalancerFullName`);
    }
    case "imported":
      return balancer.found.name;
  }
}
