import type { JsonMap } from "../../domain/template.ts";
import { getAtt, join, ref } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { commonVariables } from "./container-variables.ts";
import type { EcsContext } from "./ecs-context.ts";
import { logRouterContainer } from "./log-router.ts";
import { mainContainer } from "./main-container.ts";
import { runtimePlatform } from "./platform.ts";
import { sidecarContainer } from "./sidecar-container.ts";
import { tracingCollector } from "./tracing-collector.ts";
import { volumes } from "./volumes.ts";

/** The task definition: the containers, their size, disks and roles. */
export function taskDefinition(context: EcsContext): Resources {
  const { ephemeralGiB } = context.storage;
  return {
    TaskDefinition: {
      Metadata: described("The containers that run together as one task"),
      Type: "AWS::ECS::TaskDefinition",
      DependsOn: "LogGroup",
      Properties: {
        Family: family,
        ...runtimePlatform(context.platform),
        NetworkMode: "awsvpc",
        RequiresCompatibilities: ["FARGATE"],
        Cpu: ref("TaskCPU"),
        Memory: ref("TaskMemory"),
        ...(ephemeralGiB === undefined ? {} : { EphemeralStorage: { SizeInGiB: ephemeralGiB } }),
        ExecutionRoleArn: getAtt("ExecutionRole", "Arn"),
        TaskRoleArn: getAtt("TaskRole", "Arn"),
        ContainerDefinitions: containers(context),
        ...volumes(context.storage),
      },
    },
  };
}

const family: JsonMap = join("", [ref("AppName"), "-", ref("EnvName"), "-", ref("WorkloadName")]);

function containers(context: EcsContext): readonly JsonMap[] {
  const common = commonVariables(context);
  return [
    mainContainer(context, common),
    ...logRouterContainer(context.manifest.logging, common),
    ...(context.tracing ? [tracingCollector] : []),
    ...context.sidecars.map(([name, sidecar]) => sidecarContainer(context, name, sidecar, common)),
  ];
}
