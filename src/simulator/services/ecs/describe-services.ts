import type { DescribeServicesCommandInput, ListServicesCommandInput } from "@aws-sdk/client-ecs";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { ecs, type Deployment, type Service, type Task } from "./ecs-state.ts";
import { checkBatchSize, ecsTags, findService, missing, requireCluster } from "./find-ecs.ts";

/** DescribeServices: up to ten; unknown ones are failures beside the others. */
export function describeServices(context: CallContext, input: DescribeServicesCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const ids = checkBatchSize("Services", input.services, 10);
  const withTags = input.include?.includes("TAGS") === true;
  const named = ids.map((id) => ({ id, service: findService(context, cluster, id) }));
  return {
    services: named.flatMap(({ service }) => {
      if (service === undefined) return [];
      const described = describeService(context, service);
      return [withTags ? { ...described, tags: ecsTags(service.tags) } : described];
    }),
    failures: named
      .filter(({ service }) => service === undefined)
      .map(({ id }) => missing(context, `service/${cluster.name}`, id)),
  };
}

/** ListServices: ten a page unless told otherwise. */
export function listServices(context: CallContext, input: ListServicesCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const active = [...context.state(ecs).services.values()].filter(
    ({ clusterArn, status }) => clusterArn === cluster.arn && status !== "INACTIVE",
  );
  const page = pageOf(active, {
    token: input.nextToken,
    size: input.maxResults ?? 10,
    invalidToken: () => clientFault("InvalidParameterException", "Invalid token."),
  });
  return { serviceArns: page.items.map(({ arn }) => arn), nextToken: page.nextToken };
}

/** A service as calls answer it. */
export function describeService(context: CallContext, service: Service): object {
  const tasks = tasksOf(context, service);
  return {
    ...service.settings,
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: countOf(tasks, "RUNNING"),
    pendingCount: countOf(tasks, "PENDING"),
    taskDefinition: service.deployments.find(({ status }) => status === "PRIMARY")?.taskDefinitionArn,
    deployments: service.deployments.map((deployment) => describeDeployment(service, deployment, tasks)),
    events: service.events,
    createdAt: service.createdAt,
    createdBy: service.createdBy,
    schedulingStrategy: service.settings.schedulingStrategy ?? "REPLICA",
    deploymentController: service.settings.deploymentController ?? { type: "ECS" },
    placementConstraints: [],
    placementStrategy: [],
  };
}

function describeDeployment(service: Service, deployment: Deployment, tasks: readonly Task[]): object {
  const own = tasks.filter(({ startedBy }) => startedBy === deployment.id);
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.taskDefinitionArn,
    desiredCount: deployment.status === "PRIMARY" ? deployment.desiredCount : 0,
    pendingCount: countOf(own, "PENDING"),
    runningCount: countOf(own, "RUNNING"),
    failedTasks: deployment.failedTasks,
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
    launchType: service.settings.launchType,
    platformVersion: "1.4.0",
    platformFamily: "Linux",
    networkConfiguration: service.settings.networkConfiguration,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function tasksOf(context: CallContext, service: Service): readonly Task[] {
  const ids = new Set(service.deployments.map(({ id }) => id));
  return [...context.state(ecs).tasks.values()].filter(({ startedBy }) => ids.has(startedBy ?? ""));
}

function countOf(tasks: readonly Task[], status: Task["lastStatus"]): number {
  return tasks.filter(({ lastStatus }) => lastStatus === status).length;
}
