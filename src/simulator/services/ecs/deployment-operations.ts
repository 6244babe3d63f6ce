import type {
  DescribeServiceDeploymentsCommandInput,
  DescribeServiceRevisionsCommandInput,
  ListServiceDeploymentsCommandInput,
  StopServiceDeploymentCommandInput,
} from "@aws-sdk/client-ecs";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { liveTasks } from "./live-tasks.ts";
import { ecs, type ServiceDeployment } from "./ecs-state.ts";
import { checkBatchSize, findTaskDefinition, requireCluster, requireService } from "./find-ecs.ts";
import { primaryOf, startRollback } from "./start-deployment.ts";

/** ListServiceDeployments: the newest first, 20 a page unless told otherwise. */
export function listServiceDeployments(
  context: CallContext,
  input: ListServiceDeploymentsCommandInput,
): object {
  const cluster = requireCluster(context, input.cluster);
  const service = requireService(context, cluster, input.service);
  const all = [...context.state(ecs).serviceDeployments.values()].filter(
    (deployment) =>
      deployment.serviceArn === service.arn &&
      (input.status === undefined || input.status.length === 0 || input.status.includes(deployment.status)) &&
      isBetween(deployment.createdAt, input.createdAt?.after, input.createdAt?.before),
  );
  const page = pageOf(all.toReversed(), {
    token: input.nextToken,
    size: input.maxResults ?? 20,
    invalidToken: () => clientFault("InvalidParameterException", "Invalid token."),
  });
  return {
    serviceDeployments: page.items.map((deployment) => ({
      serviceDeploymentArn: deployment.arn,
      serviceArn: deployment.serviceArn,
      clusterArn: deployment.clusterArn,
      createdAt: deployment.createdAt,
      startedAt: deployment.startedAt,
      finishedAt: deployment.finishedAt,
      targetServiceRevisionArn: deployment.targetRevisionArn,
      status: deployment.status,
      statusReason: deployment.statusReason,
    })),
    nextToken: page.nextToken,
  };
}

/** DescribeServiceDeployments: up to twenty. */
export function describeServiceDeployments(
  context: CallContext,
  input: DescribeServiceDeploymentsCommandInput,
): object {
  const arns = checkBatchSize("Service deployment ARNs", input.serviceDeploymentArns, 20);
  const named = arns.map((arn) => ({ arn, deployment: context.state(ecs).serviceDeployments.get(arn) }));
  return {
    serviceDeployments: named.flatMap(({ deployment }) =>
      deployment === undefined ? [] : [describe(context, deployment)],
    ),
    failures: named
      .filter(({ deployment }) => deployment === undefined)
      .map(({ arn }) => ({ arn, reason: "MISSING" })),
  };
}

/** DescribeServiceRevisions: up to twenty. */
export function describeServiceRevisions(
  context: CallContext,
  input: DescribeServiceRevisionsCommandInput,
): object {
  const arns = checkBatchSize("Service revision ARNs", input.serviceRevisionArns, 20);
  const named = arns.map((arn) => ({ arn, revision: context.state(ecs).revisions.get(arn) }));
  return {
    serviceRevisions: named.flatMap(({ revision }) =>
      revision === undefined
        ? []
        : [
            {
              serviceRevisionArn: revision.arn,
              serviceArn: revision.serviceArn,
              clusterArn: revision.clusterArn,
              taskDefinition: revision.taskDefinitionArn,
              createdAt: revision.createdAt,
              capacityProviderStrategy: revision.settings.capacityProviderStrategy,
              launchType: revision.settings.launchType,
              loadBalancers: revision.settings.loadBalancers,
              networkConfiguration: revision.settings.networkConfiguration,
              containerImages: revision.containers.map(({ name, image }) => ({ containerName: name, image })),
            },
          ],
    ),
    failures: named
      .filter(({ revision }) => revision === undefined)
      .map(({ arn }) => ({ arn, reason: "MISSING" })),
  };
}

/** StopServiceDeployment: the service goes back to the revision that ran before. */
export function stopServiceDeployment(
  context: CallContext,
  input: StopServiceDeploymentCommandInput,
): object {
  const arn = input.serviceDeploymentArn ?? "";
  const found = context.state(ecs).serviceDeployments.get(arn);
  if (found === undefined) {
    throw clientFault("ServiceDeploymentNotFoundException", "Service deployment not found.");
  }
  const service = context.state(ecs).services.get(found.serviceArn);
  const primary = service === undefined ? undefined : primaryOf(service);
  const source = context.state(ecs).revisions.get(found.sourceRevisionArn ?? "");
  const definition = findTaskDefinition(context, source?.taskDefinitionArn ?? "");
  const stoppable = found.status === "IN_PROGRESS" && primary?.serviceDeploymentArn === arn;
  if (service === undefined || primary === undefined || definition === undefined || !stoppable) {
    throw clientFault(
      "ConflictException",
      `The service deployment is not in a state that can be stopped: ${found.status}.`,
    );
  }
  primary.rolloutState = "FAILED";
  primary.rolloutStateReason = "ECS deployment was stopped by the user.";
  context.state(ecs).failures.set(primary.id, primary.rolloutStateReason);
  for (const task of liveTasks(context, primary.id)) {
    task.desiredStatus = "STOPPED";
    task.stoppedAt = context.now;
  }
  const reason = "Service deployment was stopped by the user.";
  startRollback(context, service, { failed: primary, definition, reason });
  return { serviceDeploymentArn: arn };
}

function describe(context: CallContext, deployment: ServiceDeployment): object {
  const service = context.state(ecs).services.get(deployment.serviceArn);
  const running = (revisionArn: string | undefined): object | undefined => {
    if (revisionArn === undefined) return undefined;
    const ids = (service?.deployments ?? [])
      .filter((candidate) => candidate.revisionArn === revisionArn)
      .map(({ id }) => id);
    const tasks = ids.flatMap((id) => liveTasks(context, id));
    return {
      arn: revisionArn,
      requestedTaskCount: service?.desiredCount ?? 0,
      runningTaskCount: tasks.filter(({ lastStatus }) => lastStatus === "RUNNING").length,
      pendingTaskCount: tasks.filter(({ lastStatus }) => lastStatus === "PENDING").length,
    };
  };
  const source = running(deployment.sourceRevisionArn);
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: deployment.serviceArn,
    clusterArn: deployment.clusterArn,
    createdAt: deployment.createdAt,
    startedAt: deployment.startedAt,
    finishedAt: deployment.finishedAt,
    stoppedAt: deployment.stoppedAt,
    updatedAt: deployment.updatedAt,
    status: deployment.status,
    statusReason: deployment.statusReason,
    sourceServiceRevisions: source === undefined ? [] : [source],
    targetServiceRevision: running(deployment.targetRevisionArn),
    deploymentConfiguration: service?.settings.deploymentConfiguration,
    deploymentCircuitBreaker: {
      status: deployment.circuitBreaker,
      failureCount: deployment.failureCount,
      threshold: deployment.circuitBreakerThreshold,
    },
    rollback:
      deployment.rollback === undefined
        ? undefined
        : {
            reason: deployment.rollback.reason,
            startedAt: deployment.rollback.startedAt,
            serviceRevisionArn: deployment.rollback.revisionArn,
          },
  };
}

function isBetween(moment: Date, after: Date | undefined, before: Date | undefined): boolean {
  return (after === undefined || moment > after) && (before === undefined || moment < before);
}
