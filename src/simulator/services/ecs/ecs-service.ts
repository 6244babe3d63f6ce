import type { RunTaskCommandInput } from "@aws-sdk/client-ecs";
import { jsonErrors } from "../../kernel/error-style.ts";
import {
  operation,
  type CallContext,
  type NeededPermission,
  type Operation,
  type OperationModel,
  type ServiceModel,
} from "../../kernel/service.ts";
import { passRolePermission } from "../iam/iam-service.ts";
import { requestTagValues, resourceTagValues, type Tags } from "../tags.ts";
import { advanceRollout } from "./advance-rollout.ts";
import * as cluster from "./cluster-operations.ts";
import * as deployment from "./deployment-operations.ts";
import { describeServices, listServices } from "./describe-services.ts";
import { ecs } from "./ecs-state.ts";
import { arnOf, findCluster, findService, findTaskDefinition, fromEcsTags } from "./find-ecs.ts";
import { publishServiceLoad } from "./service-load.ts";
import * as service from "./service-operations.ts";
import * as definition from "./task-definition-operations.ts";
import { endStandaloneTask, startStandaloneTask } from "./standalone-tasks.ts";
import * as tags from "./tag-operations.ts";
import * as task from "./task-operations.ts";

/** The Elastic Container Service on Fargate: rollouts take simulated minutes, and tasks behave as their images say. */
export const ecsService: ServiceModel = {
  name: "ecs",
  iamPrefix: "ecs",
  errors: jsonErrors,
  operations: {
    CreateCluster: operation(cluster.createCluster),
    DeleteCluster: operation(cluster.deleteCluster),
    DescribeClusters: operation(cluster.describeClusters),
    ListClusters: operation(cluster.listClusters),
    RegisterTaskDefinition: operation(definition.registerTaskDefinition, (context, input) => [
      {
        action: "ecs:RegisterTaskDefinition",
        resource: "*",
        conditionValues: requestTagValues(fromEcsTags(input.tags)),
      },
      ...[input.taskRoleArn, input.executionRoleArn]
        .filter((role) => role !== undefined)
        .map((role) => passRolePermission(context, role, "ecs-tasks.amazonaws.com")),
    ]),
    DescribeTaskDefinition: operation(definition.describeTaskDefinition),
    DeregisterTaskDefinition: operation(definition.deregisterTaskDefinition),
    ListTaskDefinitions: operation(definition.listTaskDefinitions),
    CreateService: onService("CreateService", service.createService, (input) => input.serviceName),
    UpdateService: onService("UpdateService", service.updateService, (input) => input.service),
    DeleteService: onService("DeleteService", service.deleteService, (input) => input.service),
    DescribeServices: operation(describeServices, (context, input) =>
      (input.services ?? []).map((name) =>
        servicePermission(context, "DescribeServices", input.cluster, name),
      ),
    ),
    ListServices: operation(listServices, (context, input) => [
      clusterPermission(context, "ListServices", input.cluster),
    ]),
    ListTasks: operation(task.listTasks, (context, input) => [
      clusterPermission(context, "ListTasks", input.cluster),
    ]),
    DescribeTasks: operation(task.describeTasks, (context, input) =>
      (input.tasks ?? []).map((id) => taskPermission(context, "DescribeTasks", input.cluster, id)),
    ),
    StopTask: operation(task.stopTaskOperation, (context, input) => [
      taskPermission(context, "StopTask", input.cluster, input.task),
    ]),
    RunTask: operation(task.runTask, runTaskPermissions),
    ListServiceDeployments: onService(
      "ListServiceDeployments",
      deployment.listServiceDeployments,
      (input) => input.service,
    ),
    DescribeServiceDeployments: operation(deployment.describeServiceDeployments),
    DescribeServiceRevisions: operation(deployment.describeServiceRevisions),
    StopServiceDeployment: operation(deployment.stopServiceDeployment),
    TagResource: operation(tags.tagResource),
    UntagResource: operation(tags.untagResource),
    ListTagsForResource: operation(tags.listTagsForResource),
  },
  events: {
    "rollout-step": advanceRollout,
    "service-drained": service.endService,
    "service-load": publishServiceLoad,
    "task-started": startStandaloneTask,
    "task-ended": endStandaloneTask,
  },
};

function onService<Input extends { readonly cluster?: string | undefined }>(
  name: string,
  run: Operation<Input>,
  nameIn: (input: Input) => string | undefined,
): OperationModel {
  return operation(run, (context, input) => [servicePermission(context, name, input.cluster, nameIn(input))]);
}

function servicePermission(
  context: CallContext,
  action: string,
  clusterName: string | undefined,
  name: string | undefined,
): NeededPermission {
  const known = findCluster(context, clusterName);
  const found = known === undefined ? undefined : findService(context, known, name);
  const serviceTags: Tags = found?.tags ?? context.state(ecs).services.get(name ?? "")?.tags ?? {};
  return {
    action: `ecs:${action}`,
    resource: found?.arn ?? arnOf(context, `service/${known?.name ?? "default"}`, name ?? "*"),
    conditionValues: { ...resourceTagValues(serviceTags, "ecs"), ...clusterValue(known?.arn) },
  };
}

function clusterPermission(
  context: CallContext,
  action: string,
  clusterName: string | undefined,
): NeededPermission {
  return {
    action: `ecs:${action}`,
    resource: "*",
    conditionValues: clusterValue(findCluster(context, clusterName)?.arn),
  };
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html (task*) */
function taskPermission(
  context: CallContext,
  action: string,
  clusterName: string | undefined,
  id: string | undefined,
): NeededPermission {
  const cluster = findCluster(context, clusterName);
  const name = (id ?? "").split("/").at(-1) ?? "";
  const arn = arnOf(context, `task/${cluster?.name ?? "default"}`, name);
  const known = context.state(ecs).tasks.get(arn);
  return {
    action: `ecs:${action}`,
    resource: arn,
    conditionValues: { ...resourceTagValues(known?.tags ?? {}, "ecs"), ...clusterValue(cluster?.arn) },
  };
}

/**
 * RunTask is asked for on the task definition, and for each role that the task is given.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
function runTaskPermissions(context: CallContext, input: RunTaskCommandInput): readonly NeededPermission[] {
  const definition = findTaskDefinition(context, input.taskDefinition ?? "");
  const cluster = findCluster(context, input.cluster);
  const roles = [
    input.overrides?.taskRoleArn ?? definition?.input.taskRoleArn,
    input.overrides?.executionRoleArn ?? definition?.input.executionRoleArn,
  ];
  return [
    {
      action: "ecs:RunTask",
      resource: definition?.arn ?? arnOf(context, "task-definition", input.taskDefinition ?? "*"),
      conditionValues: {
        ...resourceTagValues(definition?.tags ?? {}, "ecs"),
        ...requestTagValues(fromEcsTags(input.tags)),
        ...clusterValue(cluster?.arn),
      },
    },
    ...roles
      .filter((role) => role !== undefined)
      .map((role) => passRolePermission(context, role, "ecs-tasks.amazonaws.com")),
  ];
}

/**
 * The condition key that Copilot's policies compare.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
function clusterValue(arn: string | undefined): Record<string, string> {
  return arn === undefined ? {} : { "ecs:cluster": arn };
}
