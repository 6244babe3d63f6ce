import type { Provision, Progress, Provisioner, ProvisionRequest } from "../../cloudformation/provision.ts";
import { AwsFault } from "../../kernel/aws-fault.ts";
import type { Cell } from "../../kernel/cells.ts";
import { asRecord } from "../../protocols/record.ts";
import { byCalls, callAs, handlerMessage, isMissing, tagsOf } from "../provision-by-calls.ts";
import { camelCased } from "./camel-case.ts";
import { ecs } from "./ecs-state.ts";
import { ecsTags } from "./find-ecs.ts";
import { newestDeployment, rolloutOutcome } from "./rollout-outcome.ts";

/** Which deployment an operation of CloudFormation waits for, by the operation's key. */
const awaited: Cell<Map<string, string>> = {
  name: "ecs/awaited-deployments",
  scope: "region",
  initial: () => new Map(),
};

/** Seconds between two looks of CloudFormation at a service. */
const pollSeconds = 15;

/** Clusters, task definitions and services as stacks make them. */
export const ecsProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::ECS::Cluster": byCalls({
    make: (request, identity) => {
      callAs(request, "ecs", "CreateCluster", {
        ...inputOf(request),
        clusterName: identity.physicalId,
      });
      return identity;
    },
    remove: (request, cluster) => {
      callAs(request, "ecs", "DeleteCluster", { cluster });
    },
  }),
  "AWS::ECS::TaskDefinition": byCalls({
    make: (request, identity) => {
      const family = request.properties["Family"] ?? identity.physicalId.split("/").at(-1)?.split(":")[0];
      const answer = callAs(request, "ecs", "RegisterTaskDefinition", { ...inputOf(request), family });
      const arn = String(asRecord(answer["taskDefinition"])["taskDefinitionArn"]);
      return { physicalId: arn, attributes: { TaskDefinitionArn: arn } };
    },
    furnish: (request, resourceArn) => {
      if (request.verb === "update") {
        callAs(request, "ecs", "TagResource", { resourceArn, tags: ecsTags(tagsOf(request)) });
      }
    },
    remove: (request, taskDefinition) => {
      callAs(request, "ecs", "DeregisterTaskDefinition", { taskDefinition });
    },
  }),
  "AWS::ECS::Service": { begin: beginService, poll: pollService },
};

/** A stack waits for a service until its rollout ended, well or not. */
function beginService(request: ProvisionRequest): Provision {
  try {
    switch (request.verb) {
      case "create":
        return makeService(request);
      case "update":
        return changeService(request);
      case "delete":
        return removeService(request);
    }
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    return { kind: "fails", seconds: 2, reason: handlerMessage(request, error) };
  }
}

function makeService(request: ProvisionRequest): Provision {
  const given = request.properties["ServiceName"];
  const serviceName =
    typeof given === "string"
      ? given
      : `${request.stack.name}-${request.logicalId}-${request.context.random.characters(12, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")}`;
  const answer = callAs(request, "ecs", "CreateService", { ...inputOf(request), serviceName });
  const arn = String(asRecord(answer["service"])["serviceArn"]);
  return awaitRollout(request, arn, { Name: serviceName, ServiceArn: arn });
}

function changeService(request: ProvisionRequest): Provision {
  const arn = request.live?.physicalId ?? "";
  const { tags: _tags, serviceName: _name, ...input } = inputOf(request);
  callAs(request, "ecs", "UpdateService", { ...input, service: arn });
  callAs(request, "ecs", "TagResource", { resourceArn: arn, tags: ecsTags(tagsOf(request)) });
  return awaitRollout(request, arn, request.live?.attributes ?? {});
}

function removeService(request: ProvisionRequest): Provision {
  const { live, properties } = request;
  const physicalId = live?.physicalId ?? "";
  try {
    callAs(request, "ecs", "DeleteService", {
      cluster: properties["Cluster"],
      service: physicalId,
      force: true,
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return { kind: "polls", seconds: pollSeconds, physicalId, attributes: live?.attributes ?? {} };
}

function awaitRollout(
  request: ProvisionRequest,
  arn: string,
  attributes: Record<string, string> | NonNullable<ProvisionRequest["live"]>["attributes"],
): Provision {
  const deploymentId = newestDeployment(request.context, arn) ?? "";
  request.context.state(awaited).set(awaitedKey(request), deploymentId);
  return { kind: "polls", seconds: pollSeconds, physicalId: arn, attributes };
}

function pollService(request: ProvisionRequest, arn: string): Progress {
  const { context, verb } = request;
  const key = awaitedKey(request);
  if (verb === "delete") {
    const status = context.state(ecs).services.get(arn)?.status;
    return status === "DRAINING" || status === "ACTIVE"
      ? { kind: "pending", seconds: pollSeconds }
      : { kind: "done" };
  }
  const outcome = rolloutOutcome(context, arn, context.state(awaited).get(key) ?? "");
  switch (outcome.kind) {
    case "running":
      return { kind: "pending", seconds: pollSeconds };
    case "completed":
      context.state(awaited).delete(key);
      return { kind: "done" };
    case "failed":
      context.state(awaited).delete(key);
      return { kind: "failed", reason: serviceFailure(request, outcome.reason) };
  }
}

/** The operation's key: a task's own is unique in its stack only. */
function awaitedKey({ stack, taskKey }: ProvisionRequest): string {
  return `${stack.id} ${taskKey}`;
}

/** What a stack event says of a service that did not come up. */
function serviceFailure({ context }: ProvisionRequest, reason: string): string {
  const operation = reason.includes("circuit breaker")
    ? "ECS Deployment Circuit Breaker was triggered"
    : reason;
  return `Resource handler returned message: "Error occurred during operation '${operation}'." (RequestToken: ${context.random.uuid()}, HandlerErrorCode: GeneralServiceException)`;
}

function inputOf(request: ProvisionRequest): Record<string, unknown> {
  return { ...asRecord(camelCased(request.properties)), tags: ecsTags(tagsOf(request)) };
}
