import { getAtt, ref } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { named } from "./managed-vpc.ts";
import type { ManagedVpc } from "./read-vpc.ts";

/** A NAT gateway for each private subnet, made when the first workload is placed in private subnets. */
export function natGateways(vpc: ManagedVpc): Resources {
  return Object.assign({}, ...vpc.privateCidrs.map((_, index) => natGateway(index)));
}

function natGateway(index: number): Resources {
  const n = index + 1;
  const Condition = "CreateNATGateways";
  return {
    [`NatGateway${n}Attachment`]: {
      Metadata: described(`The public address of NAT gateway ${n}`),
      Type: "AWS::EC2::EIP",
      Condition,
      DependsOn: "InternetGatewayAttachment",
      Properties: { Domain: "vpc" },
    },
    [`NatGateway${n}`]: {
      Metadata: described(`Lets what runs in private subnet ${n} reach the internet`),
      Type: "AWS::EC2::NatGateway",
      Condition,
      Properties: {
        AllocationId: getAtt(`NatGateway${n}Attachment`, "AllocationId"),
        SubnetId: ref(`PublicSubnet${n}`),
        ...named(`\${AppName}-\${EnvironmentName}-${index}`),
      },
    },
    [`PrivateRouteTable${n}`]: {
      Type: "AWS::EC2::RouteTable",
      Condition,
      Properties: { VpcId: ref("VPC") },
    },
    [`PrivateRoute${n}`]: {
      Type: "AWS::EC2::Route",
      Condition,
      Properties: {
        RouteTableId: ref(`PrivateRouteTable${n}`),
        DestinationCidrBlock: "0.0.0.0/0",
        NatGatewayId: ref(`NatGateway${n}`),
      },
    },
    [`PrivateRouteTable${n}Association`]: {
      Type: "AWS::EC2::SubnetRouteTableAssociation",
      Condition,
      Properties: { RouteTableId: ref(`PrivateRouteTable${n}`), SubnetId: ref(`PrivateSubnet${n}`) },
    },
  };
}
