import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { exported } from "./output.ts";

type Outputs = Readonly<Record<string, JsonMap>>;

/** What workload stacks need to know of the two load balancers; they read it through the environment controller. */
export function balancerOutputs({ privateCertificates }: EnvironmentContext): Outputs {
  return {
    ...publicOutputs,
    ...internalOutputs,
    ...(privateCertificates.length === 0 ? internalZoneOutputs : {}),
    ...internalListenerOutputs,
  };
}

const publicOutputs: Outputs = {
  PublicLoadBalancerDNSName: exported(
    "PublicLoadBalancerDNS",
    getAtt("PublicLoadBalancer", "DNSName"),
    "CreateALB",
  ),
  PublicLoadBalancerFullName: exported(
    "PublicLoadBalancerFullName",
    getAtt("PublicLoadBalancer", "LoadBalancerFullName"),
    "CreateALB",
  ),
  PublicLoadBalancerHostedZone: exported(
    "CanonicalHostedZoneID",
    getAtt("PublicLoadBalancer", "CanonicalHostedZoneID"),
    "CreateALB",
  ),
  HTTPListenerArn: exported("HTTPListenerArn", ref("HTTPListener"), "CreateALB"),
  HTTPSListenerArn: exported("HTTPSListenerArn", ref("HTTPSListener"), "ExportHTTPSListener"),
  DefaultHTTPTargetGroupArn: exported("DefaultHTTPTargetGroup", ref("DefaultHTTPTargetGroup"), "CreateALB"),
};

const internalOutputs: Outputs = {
  InternalLoadBalancerDNSName: exported(
    "InternalLoadBalancerDNS",
    getAtt("InternalLoadBalancer", "DNSName"),
    "CreateInternalALB",
  ),
  InternalLoadBalancerFullName: exported(
    "InternalLoadBalancerFullName",
    getAtt("InternalLoadBalancer", "LoadBalancerFullName"),
    "CreateInternalALB",
  ),
  InternalLoadBalancerHostedZone: exported(
    "InternalLoadBalancerCanonicalHostedZoneID",
    getAtt("InternalLoadBalancer", "CanonicalHostedZoneID"),
    "CreateInternalALB",
  ),
};

const internalZoneOutputs: Outputs = {
  InternalWorkloadsHostedZone: exported(
    "InternalWorkloadsHostedZoneID",
    ref("InternalWorkloadsHostedZone"),
    "CreateInternalALB",
  ),
  InternalWorkloadsHostedZoneName: exported(
    "InternalWorkloadsHostedZoneName",
    sub("${EnvironmentName}.${AppName}.internal"),
    "CreateInternalALB",
  ),
};

const internalListenerOutputs: Outputs = {
  InternalHTTPListenerArn: exported(
    "InternalHTTPListenerArn",
    ref("InternalHTTPListener"),
    "CreateInternalALB",
  ),
  InternalHTTPSListenerArn: exported(
    "InternalHTTPSListenerArn",
    ref("InternalHTTPSListener"),
    "ExportInternalHTTPSListener",
  ),
  InternalLoadBalancerSecurityGroup: exported(
    "InternalLoadBalancerSecurityGroup",
    ref("InternalLoadBalancerSecurityGroup"),
    "CreateInternalALB",
  ),
};
