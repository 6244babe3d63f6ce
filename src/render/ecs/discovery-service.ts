import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { fromEnvironment } from "../environment-imports.ts";
import { described, type Resources } from "../resources.ts";

const resources: Resources = {
  DiscoveryService: {
    Metadata: described("The service's name in the environment's private namespace"),
    Type: "AWS::ServiceDiscovery::Service",
    Properties: {
      Description: "Addresses of the service's tasks",
      DnsConfig: {
        RoutingPolicy: "MULTIVALUE",
        DnsRecords: [
          { TTL: 10, Type: "A" },
          { TTL: 10, Type: "SRV" },
        ],
      },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
      Name: ref("WorkloadName"),
      NamespaceId: fromEnvironment("ServiceDiscoveryNamespaceID"),
    },
  },
};

/** The entry of a service in the environment's service discovery. */
export function discoveryService(): Resources {
  return resources;
}

/** The output, and export, that names the discovery service. */
export const discoveryOutput: Readonly<Record<string, JsonMap>> = {
  DiscoveryServiceARN: {
    Description: "ARN of the service's entry in service discovery",
    Value: getAtt("DiscoveryService", "Arn"),
    Export: { Name: sub("${AWS::StackName}-DiscoveryServiceARN") },
  },
};
