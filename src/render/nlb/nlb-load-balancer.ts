import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { fromEnvironment, subnetsOfEnvironment } from "../environment-imports.ts";
import { described, type Resources } from "../resources.ts";
import { targetProtocol, type NlbListener } from "./nlb-listener.ts";

/** Logical id of a service's network load balancer. */
export const networkLoadBalancerId = "PublicNetworkLoadBalancerV2";

const securityGroupId = "NetworkLoadBalancerSecurityGroup";

/** A public network load balancer, its security group, and the way from there into the environment. */
export function networkLoadBalancer(listeners: readonly NlbListener[]): Resources {
  return {
    [networkLoadBalancerId]: {
      Metadata: described("Takes the public TCP, UDP and TLS traffic of this service"),
      Type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      Properties: {
        Scheme: "internet-facing",
        Subnets: subnetsOfEnvironment("PublicSubnets"),
        Type: "network",
        SecurityGroups: [getAtt(securityGroupId, "GroupId")],
      },
    },
    [securityGroupId]: {
      Metadata: described("Lets everyone reach the listeners of the network load balancer"),
      Type: "AWS::EC2::SecurityGroup",
      Properties: {
        // A change of this text replaces the group, so it is Copilot's.
        GroupDescription: "Allow traffic to the public facing load balancer on listener ports",
        SecurityGroupIngress: listeners.map(ingressFromAnyone),
        VpcId: fromEnvironment("VpcId"),
        Tags: [{ Key: "Name", Value: sub("copilot-${AppName}-${EnvName}-${WorkloadName}-nlb") }],
      },
    },
    EnvironmentSecurityGroupIngressFromNetworkLoadBalancerSecurityGroup: {
      Type: "AWS::EC2::SecurityGroupIngress",
      Metadata: described("Lets the network load balancer reach the services of the environment"),
      Properties: {
        GroupId: fromEnvironment("EnvironmentSecurityGroup"),
        IpProtocol: -1,
        SourceSecurityGroupId: getAtt(securityGroupId, "GroupId"),
      },
    },
  };
}

/** DNS name of the network load balancer, exported under the stack's name. */
export const networkLoadBalancerOutput: Readonly<Record<string, JsonMap>> = {
  PublicNetworkLoadBalancerDNSName: {
    Value: getAtt(networkLoadBalancerId, "DNSName"),
    Export: { Name: sub("${AWS::StackName}-PublicNetworkLoadBalancerDNSName") },
  },
};

function ingressFromAnyone(listener: NlbListener): JsonMap {
  return {
    CidrIp: "0.0.0.0/0",
    Description: `${targetProtocol(listener.protocol)} to listener port ${listener.port}`,
    FromPort: listener.port,
    IpProtocol: targetProtocol(listener.protocol),
    ToPort: listener.port,
  };
}

/** Where DNS records of the network load balancer point. */
export const networkAliasTarget: JsonMap = {
  HostedZoneId: getAtt(networkLoadBalancerId, "CanonicalHostedZoneID"),
  DNSName: getAtt(networkLoadBalancerId, "DNSName"),
};

/** The network load balancer's ARN. */
export const networkLoadBalancerArn: JsonMap = ref(networkLoadBalancerId);
