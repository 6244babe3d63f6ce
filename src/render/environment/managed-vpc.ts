import type { Json, JsonMap } from "../../domain/template.ts";
import { ref, select, sub } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { ManagedVpc } from "./read-vpc.ts";

/** The VPC of the stack with its subnets and the public ones' way to the internet. */
export function managedVpc(vpc: ManagedVpc): Resources {
  return {
    VPC: {
      Metadata: described("The network of this environment"),
      Type: "AWS::EC2::VPC",
      Properties: {
        CidrBlock: unquoted(vpc.cidr),
        EnableDnsHostnames: true,
        EnableDnsSupport: true,
        InstanceTenancy: "default",
        ...named("${AppName}-${EnvironmentName}"),
      },
    },
    ...internetAccess,
    ...subnets(vpc, "public"),
    ...subnets(vpc, "private"),
    ...publicRoutes(vpc),
  };
}

/** The tag `Name` of something that belongs to the environment. */
export function named(name: string): JsonMap {
  return { Tags: [{ Key: "Name", Value: sub(`copilot-${name}`) }] };
}

const internetAccess: Resources = {
  PublicRouteTable: {
    Metadata: described("Routes of the public subnets"),
    Type: "AWS::EC2::RouteTable",
    Properties: { VpcId: ref("VPC"), ...named("${AppName}-${EnvironmentName}") },
  },
  DefaultPublicRoute: {
    Type: "AWS::EC2::Route",
    DependsOn: "InternetGatewayAttachment",
    Properties: {
      RouteTableId: ref("PublicRouteTable"),
      DestinationCidrBlock: "0.0.0.0/0",
      GatewayId: ref("InternetGateway"),
    },
  },
  InternetGateway: {
    Metadata: described("The public subnets' way to the internet"),
    Type: "AWS::EC2::InternetGateway",
    Properties: named("${AppName}-${EnvironmentName}"),
  },
  InternetGatewayAttachment: {
    Type: "AWS::EC2::VPCGatewayAttachment",
    Properties: { InternetGatewayId: ref("InternetGateway"), VpcId: ref("VPC") },
  },
};

const kinds = {
  public: { id: "PublicSubnet", tag: "pub", what: "its resources can be reached from the internet" },
  private: { id: "PrivateSubnet", tag: "priv", what: "its resources cannot be reached from the internet" },
} as const;

function subnets(vpc: ManagedVpc, kind: keyof typeof kinds): Resources {
  const { id, tag, what } = kinds[kind];
  const cidrs = kind === "public" ? vpc.publicCidrs : vpc.privateCidrs;
  return Object.fromEntries(
    cidrs.map((cidr, index) => [
      `${id}${index + 1}`,
      {
        Metadata: described(`Subnet ${index + 1} of the ${kind} ones: ${what}`),
        Type: "AWS::EC2::Subnet",
        Properties: {
          CidrBlock: unquoted(cidr),
          VpcId: ref("VPC"),
          AvailabilityZone: zone(vpc, index),
          MapPublicIpOnLaunch: kind === "public",
          ...named(`\${AppName}-\${EnvironmentName}-${tag}${index}`),
        },
      },
    ]),
  );
}

function zone({ zones }: ManagedVpc, index: number): Json {
  const name = zones[index];
  return name === undefined ? select(index, { "Fn::GetAZs": "" }) : unquoted(name);
}

function publicRoutes(vpc: ManagedVpc): Resources {
  return Object.fromEntries(
    vpc.publicSubnets.map((subnet, index) => [
      `PublicSubnet${index + 1}RouteTableAssociation`,
      {
        Type: "AWS::EC2::SubnetRouteTableAssociation",
        Properties: { RouteTableId: ref("PublicRouteTable"), SubnetId: subnet },
      },
    ]),
  );
}
