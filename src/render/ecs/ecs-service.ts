import type { JsonMap } from "../../domain/template.ts";
import { getAtt, join, noValue, ref, when } from "../../template/intrinsics.ts";
import { cluster } from "../environment-imports.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import { capacity } from "./capacity.ts";
import { deploymentConfiguration } from "./deployment-configuration.ts";
import type { EcsContext, EcsServiceManifest } from "./ecs-context.ts";
import { awsLogs } from "./log-configuration.ts";
import { networkConfiguration } from "./network.ts";
import { platformVersion } from "./platform.ts";

/** What a type of service says about its ECS service. */
export interface ServiceSpecifics {
  readonly dependsOn: readonly string[];
  /** `ServiceRegistries`, and whatever else only this type has. */
  readonly properties: JsonMap;
}

/** The ECS service that keeps the tasks running. */
export function ecsService(context: EcsContext<EcsServiceManifest>, specifics: ServiceSpecifics): Resources {
  return {
    Service: {
      Metadata: described("Keeps the service's tasks running in the environment's cluster"),
      Type: "AWS::ECS::Service",
      ...(specifics.dependsOn.length === 0 ? {} : { DependsOn: specifics.dependsOn }),
      Properties: {
        PlatformVersion: platformVersion(context.platform),
        Cluster: cluster,
        TaskDefinition: ref("TaskDefinition"),
        DesiredCount: context.scaling === undefined ? ref("TaskCount") : desiredCountOfRunningService,
        DeploymentConfiguration: deploymentConfiguration(context),
        PropagateTags: "SERVICE",
        ...(context.execEnabled ? { EnableExecuteCommand: true } : {}),
        ...capacity(context),
        ServiceConnectConfiguration: serviceConnect(context),
        NetworkConfiguration: networkConfiguration(context),
        ...specifics.properties,
        ...loadBalancers(context),
      },
    },
  };
}

/** Keeps the count that autoscaling has reached: a custom resource asks ECS for it before each update. */
const desiredCountOfRunningService: JsonMap = getAtt("DynamicDesiredCountAction", "DesiredCount");

function loadBalancers({ loadBalancing }: EcsContext): JsonMap {
  if (loadBalancing === undefined) return {};
  const { gracePeriodSeconds, attachments } = loadBalancing;
  return {
    ...(gracePeriodSeconds === undefined ? {} : { HealthCheckGracePeriodSeconds: gracePeriodSeconds }),
    LoadBalancers: attachments,
  };
}

/** GovCloud has no Service Connect, so that there the property may not even say that it is off. */
const serviceConnectOff: JsonMap = when("IsGovCloud", noValue, { Enabled: false });

function serviceConnect(context: EcsContext): JsonMap {
  const { client, server } = context.serviceConnect;
  if (!client) return serviceConnectOff;
  const alias = server?.alias ?? "";
  const services = [
    {
      PortName: "target",
      DiscoveryName: join("-", [ref("WorkloadName"), "sc"]),
      ClientAliases: [
        { Port: ref("TargetPort"), DnsName: alias === "" ? ref("WorkloadName") : unquoted(alias) },
      ],
    },
  ];
  return {
    Enabled: true,
    Namespace: unquoted(context.inputs.environment.serviceDiscoveryEndpoint),
    LogConfiguration: awsLogs,
    ...(server === undefined ? {} : { Services: services }),
  };
}
