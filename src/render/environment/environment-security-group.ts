import type { JsonMap, TemplateResource } from "../../domain/template.ts";
import type { SecurityGroupRule } from "../../manifest/environment-manifest.ts";
import { join, ref } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { named } from "./managed-vpc.ts";

/** The security group of everything that runs in the environment, and who may reach it and the internal balancer. */
export function environmentSecurityGroup(context: EnvironmentContext): Resources {
  const { manifest, vpc } = context;
  const { ingress = [], egress = [] } = manifest.network?.vpc?.security_group ?? {};
  return {
    EnvironmentSecurityGroup: {
      Metadata: described("Lets the workloads of this environment talk to each other"),
      Type: "AWS::EC2::SecurityGroup",
      Properties: {
        GroupDescription: join("", [ref("AppName"), "-", ref("EnvironmentName"), "EnvironmentSecurityGroup"]),
        VpcId: vpc.id,
        ...named("${AppName}-${EnvironmentName}-env"),
        ...(ingress.length === 0 ? {} : { SecurityGroupIngress: ingress.map(rule) }),
        ...(egress.length === 0 ? {} : { SecurityGroupEgress: egress.map(rule) }),
      },
    },
    ...ingressFromBalancers,
    ...(allowsVpcIngress(context) ? internalIngressFromVpc : {}),
  };
}

function rule({ cidr = "", ports, ip_protocol: protocol = "" }: SecurityGroupRule): JsonMap {
  const { from, to } = portRange(ports);
  return { IpProtocol: unquoted(protocol), FromPort: from, ToPort: to, CidrIp: unquoted(cidr) };
}

function portRange(ports: number | string | undefined): { readonly from: number; readonly to: number } {
  if (typeof ports !== "string") return { from: ports ?? 0, to: ports ?? 0 };
  const [from, to = from] = ports.split("-");
  return { from: Number(from), to: Number(to) };
}

function allowsVpcIngress({ manifest }: EnvironmentContext): boolean {
  const settings = manifest.http?.private;
  return settings?.ingress?.vpc === true || settings?.security_groups?.ingress?.from_vpc === true;
}

const ingressFromBalancers: Resources = {
  EnvironmentHTTPSecurityGroupIngressFromPublicALB: anyTraffic({
    condition: "CreateALB",
    why: "HTTP from the public load balancer",
    to: "EnvironmentSecurityGroup",
    from: "PublicHTTPLoadBalancerSecurityGroup",
  }),
  EnvironmentHTTPSSecurityGroupIngressFromPublicALB: anyTraffic({
    condition: "ExportHTTPSListener",
    why: "HTTPS from the public load balancer",
    to: "EnvironmentSecurityGroup",
    from: "PublicHTTPSLoadBalancerSecurityGroup",
  }),
  EnvironmentSecurityGroupIngressFromInternalALB: anyTraffic({
    condition: "CreateInternalALB",
    why: "From the internal load balancer",
    to: "EnvironmentSecurityGroup",
    from: "InternalLoadBalancerSecurityGroup",
  }),
  EnvironmentSecurityGroupIngressFromSelf: anyTraffic({
    why: "From other workloads of the environment",
    to: "EnvironmentSecurityGroup",
    from: "EnvironmentSecurityGroup",
  }),
  InternalALBIngressFromEnvironmentSecurityGroup: anyTraffic({
    condition: "CreateInternalALB",
    why: "From the workloads of the environment",
    to: "InternalLoadBalancerSecurityGroup",
    from: "EnvironmentSecurityGroup",
  }),
};

/** A rule that lets all traffic of one security group into another. */
export function anyTraffic(rule: {
  readonly condition?: string;
  readonly why: string;
  readonly to: string;
  readonly from: string;
}): TemplateResource {
  return {
    Type: "AWS::EC2::SecurityGroupIngress",
    ...(rule.condition === undefined ? {} : { Condition: rule.condition }),
    Properties: {
      Description: rule.why,
      GroupId: ref(rule.to),
      IpProtocol: -1,
      SourceSecurityGroupId: ref(rule.from),
    },
  };
}

const internalIngressFromVpc: Resources = {
  InternalLoadBalancerSecurityGroupIngressFromHttp: fromVpc(80, "CreateInternalALB"),
  InternalLoadBalancerSecurityGroupIngressFromHttps: fromVpc(443, "ExportInternalHTTPSListener"),
};

function fromVpc(port: 80 | 443, condition: string): TemplateResource {
  return {
    Metadata: described(`Opens port ${port} of the internal load balancer to the whole VPC`),
    Type: "AWS::EC2::SecurityGroupIngress",
    Condition: condition,
    Properties: {
      Description: `Port ${port} from within the VPC`,
      CidrIp: "0.0.0.0/0",
      FromPort: port,
      ToPort: port,
      IpProtocol: "tcp",
      GroupId: ref("InternalLoadBalancerSecurityGroup"),
    },
  };
}
