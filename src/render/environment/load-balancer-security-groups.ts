import type { JsonMap, TemplateResource } from "../../domain/template.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { named } from "./managed-vpc.ts";

/** The security groups of the public load balancer (one per port) and of the internal one. */
export function loadBalancerSecurityGroups(context: EnvironmentContext): Resources {
  return {
    PublicHTTPLoadBalancerSecurityGroup: publicGroup(context, {
      port: 80,
      protocol: "HTTP",
      condition: "CreateALB",
    }),
    PublicHTTPSLoadBalancerSecurityGroup: publicGroup(context, {
      port: 443,
      protocol: "HTTPS",
      condition: "ExportHTTPSListener",
    }),
    InternalLoadBalancerSecurityGroup: {
      Metadata: described("Who may reach the internal load balancer"),
      Condition: "CreateInternalALB",
      Type: "AWS::EC2::SecurityGroup",
      Properties: {
        GroupDescription: "Access to the internal load balancer",
        VpcId: context.vpc.id,
        ...named("${AppName}-${EnvironmentName}-internal-lb"),
      },
    },
  };
}

interface PublicPort {
  readonly port: 80 | 443;
  readonly protocol: "HTTP" | "HTTPS";
  readonly condition: string;
}

function publicGroup(
  { inputs, vpc }: EnvironmentContext,
  { port, protocol, condition }: PublicPort,
): TemplateResource {
  return {
    Metadata: described(`Who may reach the public load balancer by ${protocol}`),
    Condition: condition,
    Type: "AWS::EC2::SecurityGroup",
    Properties: {
      GroupDescription: `${protocol} access to the public facing load balancer`,
      SecurityGroupIngress: allowedSources(inputs).map(({ who, source }) => ({
        ...source,
        Description: `Port ${port} for ${who}`,
        FromPort: port,
        IpProtocol: "tcp",
        ToPort: port,
      })),
      VpcId: vpc.id,
      ...named(`\${AppName}-\${EnvironmentName}-lb-${protocol.toLowerCase()}`),
    },
  };
}

function allowedSources({
  cidrPrefixListIds,
  publicLoadBalancerSourceIps,
}: EnvironmentContext["inputs"]): readonly { who: string; source: JsonMap }[] {
  if (cidrPrefixListIds.length === 0 && publicLoadBalancerSourceIps.length === 0) {
    return [{ who: "everybody", source: { CidrIp: "0.0.0.0/0" } }];
  }
  return [
    ...cidrPrefixListIds.map((id) => ({
      who: `prefix list ${id}`,
      source: { SourcePrefixListId: unquoted(id) },
    })),
    ...publicLoadBalancerSourceIps.map((cidr) => ({ who: cidr, source: { CidrIp: unquoted(cidr) } })),
  ];
}
