import type { ContainerDefinition, TaskOverride } from "@aws-sdk/client-ecs";
import { AwsFault } from "../../kernel/aws-fault.ts";
import { sessionOf } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pullImage, type ContainerBehaviour } from "./container-behaviour.ts";
import { writeContainerLines } from "./container-lines.ts";
import { ecs, type Service, type Task, type TaskDefinition } from "./ecs-state.ts";
import { arnOf, findCluster, requireTaskDefinition } from "./find-ecs.ts";

/** Makes a task that is about to start. */
export function placeTask(
  context: CallContext,
  definition: TaskDefinition,
  placement: {
    readonly clusterArn: string;
    readonly group: string;
    readonly startedBy: string | undefined;
    readonly launchType: string;
    readonly tags: Readonly<Record<string, string>>;
    readonly clientToken?: string | undefined;
    readonly overrides?: TaskOverride | undefined;
  },
): Task {
  const cluster = findCluster(context, placement.clusterArn);
  const task: Task = {
    clientToken: undefined,
    overrides: undefined,
    ...placement,
    arn: arnOf(context, "task", `${cluster?.name ?? "default"}/${context.random.hex(32)}`),
    taskDefinitionArn: definition.arn,
    createdAt: context.now,
    privateIp: `10.0.${context.random.integer(256)}.${4 + context.random.integer(250)}`,
    lastStatus: "PENDING",
    desiredStatus: "RUNNING",
    startedAt: undefined,
    stoppedAt: undefined,
    stopCode: undefined,
    stoppedReason: undefined,
    healthStatus: "UNKNOWN",
    containers: (definition.input.containerDefinitions ?? []).map((container) => ({
      name: container.name ?? "",
      image: container.image ?? "",
      imageDigest: undefined,
      lastStatus: "PENDING",
      healthStatus: "UNKNOWN",
      exitCode: undefined,
      reason: undefined,
    })),
  };
  context.state(ecs).tasks.set(task.arn, task);
  return task;
}

/**
 * Starts a task that was placed: assumes its execution role, fetches secrets, pulls images. It is running afterwards,
 * or stopped with the reason that ECS gives.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export function startTask(context: CallContext, task: Task, definition: TaskDefinition): void {
  const refusal = refusalOf(context, task, definition);
  if (refusal !== undefined) {
    stopTask(context, task, { code: "TaskFailedToStart", reason: refusal });
    return;
  }
  const platform = platformOf(definition);
  for (const container of task.containers) {
    const pull = pullImage(context, container.image, platform);
    if (pull.kind === "failed") {
      container.reason = pull.reason;
      stopTask(context, task, { code: "TaskFailedToStart", reason: pull.reason });
      return;
    }
  }
  task.containers = task.containers.map((container) => {
    const pull = pullImage(context, container.image, platform);
    const imageDigest = pull.kind === "pulled" ? pull.digest : undefined;
    return { ...container, imageDigest, lastStatus: "RUNNING" };
  });
  task.lastStatus = "RUNNING";
  task.startedAt = context.now;
  writeContainerLines(context, task, definition, "start");
}

/** Why a task ends, and which container ended it with which code. */
export interface TaskEnd {
  readonly code: NonNullable<Task["stopCode"]>;
  readonly reason: string;
  readonly exit?: { readonly container: string; readonly code?: number; readonly reason?: string };
}

/** Stops a task. Containers without an exit code of their own were ended by SIGTERM. */
export function stopTask(context: CallContext, task: Task, why: TaskEnd): void {
  const wasRunning = task.lastStatus === "RUNNING";
  task.lastStatus = "STOPPED";
  task.desiredStatus = "STOPPED";
  task.stoppedAt = context.now;
  task.stopCode = why.code;
  task.stoppedReason = why.reason;
  task.containers = task.containers.map((container) => {
    const own = why.exit?.container === container.name ? why.exit : undefined;
    return {
      ...container,
      lastStatus: "STOPPED",
      exitCode: own?.code ?? (wasRunning ? 0 : container.exitCode),
      reason: own?.reason ?? container.reason,
    };
  });
  if (why.exit === undefined) return;
  writeContainerLines(context, task, requireTaskDefinition(context, task.taskDefinitionArn), "failure");
}

/** The container that decides how a task fares, and how it behaves: the first essential one that is not healthy. */
export function behaviourOf(
  context: CallContext,
  definition: TaskDefinition,
): { readonly container: string; readonly behaviour: ContainerBehaviour } {
  const platform = platformOf(definition);
  const containers = (definition.input.containerDefinitions ?? []).filter(
    ({ essential }) => essential !== false,
  );
  for (const { name, image } of containers) {
    const pull = pullImage(context, image ?? "", platform);
    if (pull.kind === "pulled" && pull.behaviour.kind !== "healthy") {
      return { container: name ?? "", behaviour: pull.behaviour };
    }
  }
  return { container: containers[0]?.name ?? "", behaviour: { kind: "healthy" } };
}

/** Whether anybody checks the health of a service's tasks: a load balancer, or the containers' own checks. */
export function isHealthChecked(service: Service, definition: TaskDefinition): boolean {
  return (
    (service.settings.loadBalancers ?? []).length > 0 ||
    (definition.input.containerDefinitions ?? []).some(({ healthCheck }) => healthCheck !== undefined)
  );
}

function refusalOf(context: CallContext, task: Task, definition: TaskDefinition): string | undefined {
  const role = definition.input.executionRoleArn;
  const secrets = (definition.input.containerDefinitions ?? []).flatMap((container) => secretsOf(container));
  if (role === undefined) {
    return secrets.length === 0
      ? undefined
      : "ClientException: Fargate requires task definition to have execution role ARN to support secrets.";
  }
  const principal = sessionOf(role, task.arn.split("/").at(-1) ?? "task");
  const parameters = secrets.filter((secret) => !secret.startsWith("arn:") || secret.includes(":ssm:"));
  for (let start = 0; start < parameters.length; start += 10) {
    const Names = parameters.slice(start, start + 10);
    const refusal = tryCall("ssm", () => {
      const answer = context.call({
        service: "ssm",
        action: "GetParameters",
        input: { Names, WithDecryption: true },
        principal,
      });
      const invalid = answer["InvalidParameters"];
      return Array.isArray(invalid) && invalid.length > 0
        ? `invalid ssm parameters: ${invalid.join(", ")}`
        : undefined;
    });
    if (refusal !== undefined) return refusal;
  }
  for (const { image } of definition.input.containerDefinitions ?? []) {
    const parts = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)/.exec(image ?? "");
    if (parts === null) continue;
    const [, registryId, region = "", repositoryName] = parts;
    const refusal = tryCall("ecr", () => {
      const imageIds = [{ imageTag: "latest" }];
      const input = { registryId, repositoryName, imageIds };
      context.call({ service: "ecr", action: "BatchGetImage", input, region, principal });
      return undefined;
    });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Runs a call as the task's execution role; the error it ends in, in the words of a stopped task. */
function tryCall(service: "ssm" | "ecr", call: () => string | undefined): string | undefined {
  const what =
    service === "ssm"
      ? "execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s)"
      : "execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s)";
  const prefix = `ResourceInitializationError: unable to pull secrets or registry auth: ${what}`;
  try {
    const refusal = call();
    return refusal === undefined ? undefined : `${prefix}: ${refusal}`;
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    // What is wrong with the image itself is told by the pull.
    if (error.code === "RepositoryNotFoundException") return undefined;
    return `${prefix}: ${error.code}: ${error.message}`;
  }
}

function secretsOf(container: ContainerDefinition): string[] {
  return [...(container.secrets ?? []), ...(container.logConfiguration?.secretOptions ?? [])].map(
    ({ valueFrom }) => valueFrom ?? "",
  );
}

function platformOf(definition: TaskDefinition): { readonly os: string; readonly architecture: string } {
  const { runtimePlatform } = definition.input;
  const windows = runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS") === true;
  return {
    os: windows ? "windows" : "linux",
    architecture: runtimePlatform?.cpuArchitecture === "ARM64" ? "arm64" : "amd64",
  };
}
