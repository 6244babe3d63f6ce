import { ref } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import type { EnvironmentContext } from "./environment-context.ts";

/** The ECS cluster, and the private DNS namespace in which services find each other. */
export function cluster({ manifest, vpc }: EnvironmentContext): Resources {
  const insights = manifest.observability?.container_insights === true;
  return {
    ServiceDiscoveryNamespace: {
      Metadata: described("The private DNS names by which services find each other"),
      Type: "AWS::ServiceDiscovery::PrivateDnsNamespace",
      Properties: { Name: ref("ServiceDiscoveryEndpoint"), Vpc: vpc.id },
    },
    Cluster: {
      Metadata: described("The ECS cluster of this environment's services and jobs"),
      Type: "AWS::ECS::Cluster",
      Properties: {
        CapacityProviders: ["FARGATE", "FARGATE_SPOT"],
        Configuration: { ExecuteCommandConfiguration: { Logging: "DEFAULT" } },
        ClusterSettings: [{ Name: "containerInsights", Value: insights ? "enabled" : "disabled" }],
      },
    },
  };
}
