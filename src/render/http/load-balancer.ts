import type { Json } from "../../domain/template.ts";
import { getAtt } from "../../template/intrinsics.ts";
import type { ImportedLoadBalancer } from "../inputs.ts";
import type { AliasTarget } from "./alias-records.ts";

/** The application load balancer in front of a service: one of its environment's two, or one that the manifest names. */
export type LoadBalancer =
  | { readonly kind: "environment"; readonly scope: "public" | "internal"; readonly https: boolean }
  | { readonly kind: "imported"; readonly found: ImportedLoadBalancer };

/** The two listeners of an environment's load balancer, as the environment controller hands back their ARNs. */
export function environmentListener(scope: "public" | "internal", protocol: "HTTP" | "HTTPS"): Json {
  const prefix = scope === "internal" ? "Internal" : "";
  return getAtt("EnvControllerAction", `${prefix}${protocol}ListenerArn`);
}

/** ARN of the first listener of a protocol; undefined when the load balancer has none. */
export function importedListener(
  found: ImportedLoadBalancer,
  protocol: "HTTP" | "HTTPS",
): string | undefined {
  return found.listeners.find((listener) => listener.protocol === protocol)?.arn;
}

/** Where alias records to a load balancer point. */
export function aliasTargetOf(balancer: LoadBalancer): AliasTarget {
  switch (balancer.kind) {
    case "environment": {
      const prefix = balancer.scope === "internal" ? "Internal" : "Public";
      return {
        hostedZoneId: getAtt("EnvControllerAction", `${prefix}LoadBalancerHostedZone`),
        dnsName: getAtt("EnvControllerAction", `${prefix}LoadBalancerDNSName`),
      };
    }
    case "imported":
      return { hostedZoneId: balancer.found.hostedZoneId, dnsName: balancer.found.dnsName };
  }
}

/** Logical id of the first rule's target group. */
export function targetGroupId(balancer: LoadBalancer): string {
  switch (balancer.kind) {
    case "environment":
      return "TargetGroup";
    case "imported":
      return "TargetGroupForImportedALB";
  }
}
