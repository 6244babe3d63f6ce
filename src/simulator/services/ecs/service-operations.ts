import type {
  CreateServiceCommandInput,
  DeleteServiceCommandInput,
  UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { liveTasks } from "./live-tasks.ts";
import { describeService } from "./describe-services.ts";
import { ecs, type Service, type ServiceSettings } from "./ecs-state.ts";
import {
  arnOf,
  findService,
  fromEcsTags,
  requireCluster,
  requireService,
  requireTaskDefinition,
} from "./find-ecs.ts";
import { stopTask } from "./launch-task.ts";
import { primaryOf, scheduleStep, startDeployment } from "./start-deployment.ts";

/** CreateService: answers at once; its first rollout takes minutes. */
export function createService(context: CallContext, input: CreateServiceCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const name = input.serviceName ?? "";
  const known = findService(context, cluster, name);
  if (known !== undefined && known.status !== "INACTIVE") {
    throw clientFault("InvalidParameterException", "Creation of service was not idempotent.");
  }
  const definition = requireTaskDefinition(context, input.taskDefinition);
  const service: Service = {
    name,
    arn: arnOf(context, `service/${cluster.name}`, name),
    clusterArn: cluster.arn,
    createdAt: context.now,
    createdBy: context.principal.arn,
    status: "ACTIVE",
    desiredCount: input.desiredCount ?? 1,
    settings: settingsOf(input),
    tags: fromEcsTags(input.tags),
    deployments: [],
    events: [],
  };
  context.state(ecs).services.set(service.arn, service);
  startDeployment(context, service, definition);
  return { service: describeService(context, service) };
}

/**
 * UpdateService: a new deployment starts when anything but the count differs, or on force.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export function updateService(context: CallContext, input: UpdateServiceCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const service = requireService(context, cluster, input.service);
  const primary = primaryOf(service);
  const definition = requireTaskDefinition(context, input.taskDefinition ?? primary?.taskDefinitionArn);
  const settings = { ...service.settings, ...settingsOf(input) };
  const changed =
    definition.arn !== primary?.taskDefinitionArn ||
    JSON.stringify(rolledOut(settings)) !== JSON.stringify(rolledOut(service.settings));
  service.settings = settings;
  service.desiredCount = input.desiredCount ?? service.desiredCount;
  if (changed || input.forceNewDeployment === true) {
    startDeployment(context, service, definition);
  } else if (primary !== undefined && primary.desiredCount !== service.desiredCount) {
    primary.desiredCount = service.desiredCount;
    scheduleStep(context, { serviceArn: service.arn, deploymentId: primary.id }, 1);
  }
  return { service: describeService(context, service) };
}

/** DeleteService: drains, and is INACTIVE when its tasks have stopped. */
export function deleteService(context: CallContext, input: DeleteServiceCommandInput): object {
  const cluster = requireCluster(context, input.cluster);
  const service = requireService(context, cluster, input.service);
  if (service.desiredCount > 0 && input.force !== true) {
    throw clientFault(
      "InvalidParameterException",
      "The service cannot be stopped while it is scaled above 0.",
    );
  }
  service.status = "DRAINING";
  service.desiredCount = 0;
  context.schedule({
    event: "service-drained",
    afterMilliseconds: 30_000,
    payload: { serviceArn: service.arn },
  });
  return { service: describeService(context, service) };
}

/** Ends a service that drains. */
export function endService(context: CallContext, payload: { readonly serviceArn: string }): void {
  const service = context.state(ecs).services.get(payload.serviceArn);
  if (service === undefined || service.status !== "DRAINING") return;
  for (const task of service.deployments.flatMap(({ id }) => liveTasks(context, id))) {
    stopTask(context, task, {
      code: "ServiceSchedulerInitiated",
      reason: `Scaling activity initiated by (deployment ${task.startedBy})`,
    });
  }
  service.deployments = [];
  service.status = "INACTIVE";
}

/** What makes a new deployment when it changes. */
function rolledOut(settings: ServiceSettings): object {
  const {
    deploymentConfiguration: _configuration,
    healthCheckGracePeriodSeconds: _grace,
    ...rest
  } = settings;
  return rest;
}

function settingsOf(input: CreateServiceCommandInput | UpdateServiceCommandInput): ServiceSettings {
  const {
    platformVersion,
    deploymentConfiguration,
    networkConfiguration,
    loadBalancers,
    serviceRegistries,
    capacityProviderStrategy,
    healthCheckGracePeriodSeconds,
    enableExecuteCommand,
    enableECSManagedTags,
    propagateTags,
    deploymentController,
  } = input;
  const given = {
    platformVersion,
    deploymentConfiguration,
    networkConfiguration,
    loadBalancers,
    serviceRegistries,
    capacityProviderStrategy,
    healthCheckGracePeriodSeconds,
    enableExecuteCommand,
    enableECSManagedTags,
    propagateTags,
    deploymentController,
    launchType: "launchType" in input ? input.launchType : undefined,
    schedulingStrategy: "schedulingStrategy" in input ? input.schedulingStrategy : undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
