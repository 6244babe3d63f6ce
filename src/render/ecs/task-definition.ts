import type { JsonMap } from "../../domain/template.ts";
import { getAtt, join, ref } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { commonVariables } from "./container-variables.ts";
import type { EcsContext } from "./ecs-context.ts";
import { logRouterContainer } from "./log-router.ts";
import { mainContainer } from "./main-container.ts";
import { overriddenProperties } from "./overridden-task-definition.ts";
import { runtimePlatform } from "./platform.ts";
import { sidecarContainer } from "./sidecar-container.ts";
import { tracingCollector } from "./tracing-collector.ts";
import { volumes } from "./volumes.ts";

/** The task definition: the containers, their size, disks and roles, and what the manifest overrides of all that. */
export function taskDefinition(context: EcsContext): Resources {
  return {
    TaskDefinition: {
      Metadata: described("The containers that run together as one task"),
      Type: "AWS::ECS::TaskDefinition",
      DependsOn: "LogGroup",
      Properties: overriddenProperties(properties(context), context.manifest.taskdef_overrides),
    },
  };
}

function properties(context: EcsContext): JsonMap {
  const { ephemeralGiB } = context.storage;
  return {
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
