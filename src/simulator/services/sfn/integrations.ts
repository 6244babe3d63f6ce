import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../../template/json-pointer.ts";
import { AwsFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { asRecord } from "../../protocols/record.ts";
import { StateError } from "./asl-definition.ts";

/** What a Task state's resource began: an answer at once, or an ECS task to wait for. */
export type TaskStart =
  | { readonly kind: "answered"; readonly result: Json }
  | { readonly kind: "runs"; readonly taskArn: string; readonly cluster: string };

/**
 * Starts the work of a Task state, as the state machine's role: any call of a service that the simulated AWS plays
 * (`aws-sdk:<service>:<action>`), or an ECS task that is waited for.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function startTask(context: CallContext, resource: string, parameters: JsonMap): TaskStart {
  const [, , , , , ...name] = resource.split(":");
  const integration = name.join(":");
  if (integration === "ecs:runTask.sync") return runEcsTask(context, parameters);
  const [kind, service, action] = integration.split(":");
  if (kind !== "aws-sdk" || service === undefined || action === undefined) {
    throw new StateError("States.Runtime", `the simulated AWS does not play the integration ${resource}`);
  }
  const operation = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  const answer = call(
    context,
    { service: serviceNames[service] ?? service, title: service, operation },
    parameters,
  );
  return { kind: "answered", result: jsonOf(answer) };
}

/** How an ECS task that is waited for stands; undefined while it runs. */
export function endOfTask(
  context: CallContext,
  task: { readonly taskArn: string; readonly cluster: string },
): Json | undefined {
  const input = { cluster: task.cluster, tasks: [task.taskArn] };
  const answer = call(context, { service: "ecs", title: "ecs", operation: "DescribeTasks" }, input);
  const [found] = Array.isArray(answer["tasks"]) ? answer["tasks"] : [];
  const described = jsonOf(asRecord(found));
  if (!isJsonMap(described) || described["lastStatus"] !== "STOPPED") return undefined;
  const containers = isJsonList(described["containers"]) ? described["containers"] : [];
  const isWell =
    described["stopCode"] === "EssentialContainerExited" &&
    containers.every((container) => isJsonMap(container) && container["exitCode"] === 0);
  // The managed integration fails the state with the whole task as its cause.
  if (!isWell) throw new StateError("States.TaskFailed", JSON.stringify(described));
  return described;
}

/** Stops an ECS task whose state ran out of time. */
export function stopEcsTask(
  context: CallContext,
  task: { readonly taskArn: string; readonly cluster: string },
): void {
  const input = { cluster: task.cluster, task: task.taskArn, reason: "Execution timed out or was stopped" };
  call(context, { service: "ecs", title: "ecs", operation: "StopTask" }, input);
}

/** Services whose name in an integration is not the one that the world calls them by. */
const serviceNames: Readonly<Record<string, string>> = {
  cloudwatchlogs: "cloudwatch-logs",
  route53: "route-53",
  resourcegroupstaggingapi: "resource-groups-tagging-api",
  elasticloadbalancingv2: "elastic-load-balancing-v2",
  secretsmanager: "secrets-manager",
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html */
function runEcsTask(context: CallContext, parameters: JsonMap): TaskStart {
  const input = lowered(parameters);
  const answer = call(context, { service: "ecs", title: "ecs", operation: "RunTask" }, input);
  const [task] = Array.isArray(answer["tasks"]) ? answer["tasks"] : [];
  const { taskArn, clusterArn } = asRecord(task);
  return { kind: "runs", taskArn: String(taskArn), cluster: String(clusterArn) };
}

/**
 * A refused call fails the state with the service's error, in the SDK for Java's words.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
function call(
  context: CallContext,
  {
    service,
    title,
    operation,
  }: { readonly service: string; readonly title: string; readonly operation: string },
  input: object,
): Record<string, unknown> {
  const spoken = spellings[title] ?? title.charAt(0).toUpperCase() + title.slice(1);
  try {
    return context.call({ service, action: operation, input });
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    const { code, message, httpStatus } = error.data;
    const name =
      code === "AccessDenied" ? `${spoken}Exception` : code.endsWith("Exception") ? code : `${code}Exception`;
    const words = `${message} (Service: ${spoken}, Status Code: ${httpStatus}, Request ID: ${context.random.uuid()})`;
    throw new StateError(`${spoken}.${name}`, words);
  }
}

const spellings: Readonly<Record<string, string>> = {
  s3: "S3",
  ecs: "ECS",
  cloudfront: "CloudFront",
  sqs: "Sqs",
  ssm: "Ssm",
};

/** Optimized integrations write members with capitals, the ECS API with small first letters. */
function lowered(value: JsonMap): JsonMap {
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.charAt(0).toLowerCase() + name.slice(1),
      isJsonMap(inner)
        ? lowered(inner)
        : isJsonList(inner)
          ? inner.map((item) => (isJsonMap(item) ? lowered(item) : item))
          : inner,
    ]),
  );
}

/** An answer as a state sees it: bodies are text, moments are written out. */
function jsonOf(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([name, member]) => [name, jsonOf(member)]),
    );
  }
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}
