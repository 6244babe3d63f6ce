import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, join, ref } from "../../template/intrinsics.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { exported } from "./output.ts";

/** What other stacks need to know of the environment's network; only the stack's own VPC tells about its routes. */
export function networkOutputs({ vpc }: EnvironmentContext): Readonly<Record<string, JsonMap>> {
  return {
    VpcId: exported("VpcId", vpc.id),
    ...subnetOutput("PublicSubnets", vpc.publicSubnets, vpc.kind),
    ...subnetOutput("PrivateSubnets", vpc.privateSubnets, vpc.kind),
    ...(vpc.kind === "imported" ? {} : routeOutputs(vpc.privateSubnets.length)),
    ServiceDiscoveryNamespaceID: exported(
      "ServiceDiscoveryNamespaceID",
      getAtt("ServiceDiscoveryNamespace", "Id"),
    ),
    EnvironmentSecurityGroup: exported("EnvironmentSecurityGroup", ref("EnvironmentSecurityGroup")),
  };
}

function subnetOutput(
  name: "PublicSubnets" | "PrivateSubnets",
  subnets: readonly Json[],
  vpc: "imported" | "managed",
): Readonly<Record<string, JsonMap>> {
  if (vpc === "imported" && subnets.length === 0) return {};
  return { [name]: exported(name, join(",", subnets)) };
}

function routeOutputs(privateSubnets: number): Readonly<Record<string, JsonMap>> {
  const tables = Array.from({ length: privateSubnets }, (_, index) => ref(`PrivateRouteTable${index + 1}`));
  return {
    InternetGatewayID: exported("InternetGatewayID", ref("InternetGateway")),
    PublicRouteTableID: exported("PublicRouteTableID", ref("PublicRouteTable")),
    PrivateRouteTableIDs: exported("PrivateRouteTableIDs", join(",", tables), "CreateNATGateways"),
  };
}
