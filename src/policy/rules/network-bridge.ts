import { pointerOf } from "../../template/json-pointer.ts";
import type { PolicyRule } from "../rule.ts";

const types =
  /^AWS::(?:EC2::(?:VPCPeeringConnection|TransitGateway\w*|VPNConnection\w*|VPNGateway\w*|ClientVpn\w+|VPCEndpointService\w*|CustomerGateway|InternetGateway|VPCGatewayAttachment|EgressOnlyInternetGateway|Route|VPCCidrBlock|NetworkInterfacePermission|TrafficMirror\w+|LocalGateway\w+|Instance\w*Connect\w*)|DirectConnect::\w+|NetworkManager::\w+|VpcLattice::\w+|RAM::\w+|Route53Resolver::\w+)$/;

/** Networks joined. */
export const networkBridge: PolicyRule = {
  code: "network-bridge",
  severity: "stop",
  judges: "additions",
  stops: "peerings, gateways, routes, VPNs, endpoint services and traffic mirrors",
  reason:
    "The network's edges are the environment's: whoever adds one lets other networks reach every workload in it.",
  remedy: "Have the operator make it outside the application's repository.",
  judge: ({ resources }) =>
    [...resources]
      .filter(([, { Type: type }]) => types.test(type))
      .map(([id, { Type: type }]) => ({ pointer: pointerOf(["Resources", id]), what: `makes an ${type}` })),
};
