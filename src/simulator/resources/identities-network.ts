import { arnOf, globalArnOf, hexId, nameFrom, textIn } from "./naming.ts";
import type { Identity, Naming } from "./naming.ts";

/** EC2, Elastic Load Balancing, Route 53, Cloud Map and CloudFront. */
export const networkIdentities: Readonly<Record<string, (naming: Naming) => Identity>> = {
  "AWS::EC2::VPC": (naming) => {
    const physicalId = hexId(naming, "vpc");
    return {
      physicalId,
      attributes: {
        VpcId: physicalId,
        CidrBlock: textIn(naming.properties, "CidrBlock"),
        DefaultSecurityGroup: hexId(naming, "sg"),
        DefaultNetworkAcl: hexId(naming, "acl"),
        CidrBlockAssociations: [hexId(naming, "vpc-cidr-assoc")],
        Ipv6CidrBlocks: [],
      },
    };
  },
  "AWS::EC2::Subnet": (naming) => {
    const physicalId = hexId(naming, "subnet");
    const { properties } = naming;
    return {
      physicalId,
      attributes: {
        SubnetId: physicalId,
        AvailabilityZone: textIn(properties, "AvailabilityZone"),
        VpcId: textIn(properties, "VpcId"),
        CidrBlock: textIn(properties, "CidrBlock"),
        Ipv6CidrBlocks: [],
        NetworkAclAssociationId: hexId(naming, "aclassoc"),
      },
    };
  },
  "AWS::EC2::InternetGateway": withId("igw", "InternetGatewayId"),
  "AWS::EC2::RouteTable": withId("rtb", "RouteTableId"),
  "AWS::EC2::NatGateway": withId("nat", "NatGatewayId"),
  "AWS::EC2::FlowLog": withId("fl", "Id"),
  "AWS::EC2::SubnetRouteTableAssociation": withId("rtbassoc", "Id"),
  "AWS::EC2::SecurityGroupIngress": withId("sgr", "Id"),
  "AWS::EC2::SecurityGroupEgress": withId("sgr", "Id"),
  "AWS::EC2::VPCEndpoint": (naming) => {
    const physicalId = hexId(naming, "vpce");
    return {
      physicalId,
      attributes: { Id: physicalId, CreationTimestamp: "", DnsEntries: [], NetworkInterfaceIds: [] },
    };
  },
  "AWS::EC2::VPCGatewayAttachment": (naming) => {
    const physicalId = `IGW|${textIn(naming.properties, "VpcId")}`;
    return { physicalId, attributes: { AttachmentType: "IGW" } };
  },
  "AWS::EC2::Route": (naming) => {
    const { properties } = naming;
    const destination = textIn(properties, "DestinationCidrBlock");
    return {
      physicalId: `${textIn(properties, "RouteTableId")}|${destination}`,
      attributes: { CidrBlock: destination },
    };
  },
  "AWS::EC2::EIP": (naming) => {
    const octet = (): number => 1 + naming.random.integer(254);
    const address = `203.0.113.${octet()}`;
    return {
      physicalId: address,
      attributes: { AllocationId: hexId(naming, "eipalloc"), PublicIp: address },
    };
  },
  "AWS::EC2::SecurityGroup": (naming) => {
    const physicalId = hexId(naming, "sg");
    return {
      physicalId,
      attributes: { GroupId: physicalId, Id: physicalId, VpcId: textIn(naming.properties, "VpcId") },
    };
  },
  "AWS::ElasticLoadBalancingV2::LoadBalancer": (naming) => {
    const type = textIn(naming.properties, "Type") === "network" ? "net" : "app";
    const name = nameFrom(naming, "Name", 32);
    const id = naming.random.hex(16);
    const isInternal = textIn(naming.properties, "Scheme") === "internal";
    const arn = arnOf(naming, "elasticloadbalancing", `loadbalancer/${type}/${name}/${id}`);
    const host = `${isInternal ? "internal-" : ""}${name}-${naming.random.integer(2_000_000_000)}`;
    const domain = type === "net" ? `elb.${naming.region}` : `${naming.region}.elb`;
    return {
      physicalId: arn,
      attributes: {
        LoadBalancerArn: arn,
        LoadBalancerFullName: `${type}/${name}/${id}`,
        LoadBalancerName: name,
        DNSName: `${host}.${domain}.amazonaws.com`,
        CanonicalHostedZoneID: `Z${naming.region.replaceAll("-", "").toUpperCase()}ELB`,
        SecurityGroups: naming.properties["SecurityGroups"] ?? [],
      },
    };
  },
  "AWS::ElasticLoadBalancingV2::TargetGroup": (naming) => {
    const name = nameFrom(naming, "Name", 32);
    const fullName = `targetgroup/${name}/${naming.random.hex(16)}`;
    const arn = arnOf(naming, "elasticloadbalancing", fullName);
    return {
      physicalId: arn,
      attributes: {
        TargetGroupArn: arn,
        TargetGroupFullName: fullName,
        TargetGroupName: name,
        LoadBalancerArns: [],
      },
    };
  },
  "AWS::ElasticLoadBalancingV2::Listener": (naming) => {
    const balancer =
      textIn(naming.properties, "LoadBalancerArn").split(":loadbalancer/")[1] ?? "app/unknown/0";
    const arn = arnOf(naming, "elasticloadbalancing", `listener/${balancer}/${naming.random.hex(16)}`);
    return { physicalId: arn, attributes: { ListenerArn: arn } };
  },
  "AWS::ElasticLoadBalancingV2::ListenerRule": (naming) => {
    const listener = textIn(naming.properties, "ListenerArn").split(":listener/")[1] ?? "app/unknown/0/0";
    const arn = arnOf(naming, "elasticloadbalancing", `listener-rule/${listener}/${naming.random.hex(16)}`);
    return { physicalId: arn, attributes: { RuleArn: arn, IsDefault: false } };
  },
  "AWS::ElasticLoadBalancingV2::ListenerCertificate": (naming) => ({
    physicalId: `${textIn(naming.properties, "ListenerArn")}|certificates`,
    attributes: {},
  }),
  "AWS::Route53::HostedZone": (naming) => {
    const physicalId = `Z${naming.random.hex(20).toUpperCase()}`;
    const servers = ["com", "net", "org", "co.uk"].map(
      (end, index) => `ns-${index * 512 + 7}.awsdns-07.${end}`,
    );
    return { physicalId, attributes: { Id: physicalId, NameServers: servers } };
  },
  "AWS::Route53::RecordSet": (naming) => ({
    physicalId: textIn(naming.properties, "Name"),
    attributes: {},
  }),
  "AWS::Route53::RecordSetGroup": (naming) => ({
    physicalId: `${naming.stackName}-${naming.logicalId}-${naming.random.hex(12)}`,
    attributes: { Id: naming.random.hex(12) },
  }),
  "AWS::ServiceDiscovery::PrivateDnsNamespace": (naming) => namespaceIdentity(naming),
  "AWS::ServiceDiscovery::HttpNamespace": (naming) => namespaceIdentity(naming),
  "AWS::ServiceDiscovery::Service": (naming) => {
    const physicalId = `srv-${naming.random.hex(16)}`;
    return {
      physicalId,
      attributes: {
        Id: physicalId,
        Arn: arnOf(naming, "servicediscovery", `service/${physicalId}`),
        Name: textIn(naming.properties, "Name"),
      },
    };
  },
  "AWS::CloudFront::Distribution": (naming) => {
    const physicalId = `E${naming.random.hex(13).toUpperCase()}`;
    return {
      physicalId,
      attributes: { Id: physicalId, DomainName: `d${naming.random.hex(13)}.cloudfront.net` },
    };
  },
  "AWS::CloudFront::OriginAccessControl": (naming) => {
    const physicalId = `E${naming.random.hex(13).toUpperCase()}`;
    return { physicalId, attributes: { Id: physicalId } };
  },
  "AWS::CloudFront::Function": (naming) => {
    const arn = globalArnOf(naming, "cloudfront", `function/${nameFrom(naming, "Name", 64)}`);
    return {
      physicalId: arn,
      attributes: { FunctionARN: arn, "FunctionMetadata.FunctionARN": arn, Stage: "LIVE" },
    };
  },
};

function withId(prefix: string, attribute: string): (naming: Naming) => Identity {
  return (naming) => {
    const physicalId = hexId(naming, prefix);
    return { physicalId, attributes: { [attribute]: physicalId } };
  };
}

function namespaceIdentity(naming: Naming): Identity {
  const physicalId = `ns-${naming.random.hex(16)}`;
  return {
    physicalId,
    attributes: {
      Id: physicalId,
      Arn: arnOf(naming, "servicediscovery", `namespace/${physicalId}`),
      HostedZoneId: `Z${naming.random.hex(20).toUpperCase()}`,
    },
  };
}
