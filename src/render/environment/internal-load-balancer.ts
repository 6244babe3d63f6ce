import type { Json } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import {
  defaultTargetGroup,
  furtherCertificates,
  httpListener,
  httpsListener,
  type Balancer,
} from "./listener.ts";

const balancer: Balancer = {
  id: "InternalLoadBalancer",
  targetGroup: "DefaultInternalHTTPTargetGroup",
  prefix: "Internal",
  condition: "CreateInternalALB",
  httpsCondition: "ExportInternalHTTPSListener",
};

/** The load balancer inside the VPC, made when the first workload asks for it. */
export function internalLoadBalancer(context: EnvironmentContext): Resources {
  const { privateCertificates, manifest } = context;
  const [certificate] = privateCertificates;
  const sslPolicy = manifest.http?.private?.ssl_policy;
  return {
    InternalLoadBalancer: {
      Metadata: described("Spreads requests from inside the VPC over the services"),
      Condition: balancer.condition,
      Type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      Properties: {
        Scheme: "internal",
        SecurityGroups: [getAtt("InternalLoadBalancerSecurityGroup", "GroupId")],
        Subnets: subnets(context),
        Type: "application",
      },
    },
    DefaultInternalHTTPTargetGroup: defaultTargetGroup(context, balancer),
    InternalHTTPListener: httpListener(balancer),
    InternalHTTPSListener: httpsListener(balancer, {
      ...(certificate === undefined ? {} : { certificate: unquoted(certificate) }),
      ...(sslPolicy === undefined ? {} : { sslPolicy }),
    }),
    ...furtherCertificates(balancer, privateCertificates),
    ...(certificate === undefined ? hostedZone(context) : {}),
  };
}

function subnets({ manifest, vpc }: EnvironmentContext): readonly Json[] {
  const chosen = manifest.http?.private?.subnets ?? [];
  return chosen.length === 0 ? vpc.privateSubnets : chosen.map(unquoted);
}

/** Without certificates of their own, services behind the internal load balancer get names in a private zone. */
function hostedZone({ inputs, vpc }: EnvironmentContext): Resources {
  const zone = `${inputs.name}.${inputs.application.name}.internal`;
  return {
    InternalWorkloadsHostedZone: {
      Metadata: described(`Names below ${zone} for the services behind the internal load balancer`),
      Condition: balancer.condition,
      Type: "AWS::Route53::HostedZone",
      Properties: {
        Name: sub("${EnvironmentName}.${AppName}.internal"),
        VPCs: [{ VPCId: vpc.id, VPCRegion: ref("AWS::Region") }],
      },
    },
  };
}
