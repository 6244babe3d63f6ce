import type { JsonMap } from "../../domain/template.ts";
import { getAtt, noValue, ref, sub, when } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { unquotedValue } from "../unquoted-value.ts";
import type { AppRunnerContext } from "./app-runner-context.ts";
import { healthCheckConfiguration } from "./app-runner-parameters.ts";
import { appRunnerTags } from "./app-runner-tags.ts";
import { runtimeSecrets, runtimeVariables } from "./app-runner-variables.ts";

/** The App Runner service. */
export function appRunnerService(context: AppRunnerContext): Resources {
  const { count } = context.manifest;
  return {
    Service: {
      Metadata: described("Runs the service's containers on App Runner"),
      Type: "AWS::AppRunner::Service",
      Properties: {
        ServiceName: sub("${AppName}-${EnvName}-${WorkloadName}"),
        SourceConfiguration: source(context),
        InstanceConfiguration: {
          Cpu: ref("InstanceCPU"),
          Memory: ref("InstanceMemory"),
          InstanceRoleArn: getAtt("InstanceRole", "Arn"),
        },
        ...(context.hasHealthCheck ? { HealthCheckConfiguration: healthCheckConfiguration } : {}),
        NetworkConfiguration: network(context),
        ...(context.tracing ? { ObservabilityConfiguration: tracing } : {}),
        ...(count === undefined ? {} : { AutoScalingConfigurationArn: scalingConfiguration(count) }),
        Tags: appRunnerTags(context),
      },
    },
  };
}

function source(context: AppRunnerContext): JsonMap {
  const { command } = context.manifest;
  return {
    AuthenticationConfiguration: when(
      "NeedsAccessRole",
      { AccessRoleArn: getAtt("AccessRole", "Arn") },
      noValue,
    ),
    AutoDeploymentsEnabled: false,
    ImageRepository: {
      ImageIdentifier: ref("ContainerImage"),
      ImageRepositoryType: ref("ImageRepositoryType"),
      ImageConfiguration: {
        Port: ref("ContainerPort"),
        ...(context.hasSecrets ? { RuntimeEnvironmentSecrets: runtimeSecrets(context) } : {}),
        RuntimeEnvironmentVariables: runtimeVariables(context),
        ...(command === undefined ? {} : { StartCommand: unquotedValue(command) }),
      },
    },
  };
}

function network({ egress, ingress }: AppRunnerContext): JsonMap {
  return {
    EgressConfiguration:
      egress.kind === "internet"
        ? { EgressType: "DEFAULT" }
        : { EgressType: "VPC", VpcConnectorArn: ref("VpcConnector") },
    ...(ingress.kind === "public" ? {} : { IngressConfiguration: { IsPubliclyAccessible: false } }),
  };
}

/** App Runner's own configuration for tracing with X-Ray. Copilot names it in the partition `aws` only. */
const tracing: JsonMap = {
  ObservabilityEnabled: true,
  ObservabilityConfigurationArn: sub(
    "arn:aws:apprunner:${AWS::Region}:${AWS::AccountId}:observabilityconfiguration/DefaultConfiguration/1/00000000000000000000000000000001",
  ),
};

function scalingConfiguration(name: string): JsonMap {
  return sub(
    `arn:\${AWS::Partition}:apprunner:\${AWS::Region}:\${AWS::AccountId}:autoscalingconfiguration/${name}`,
  );
}
