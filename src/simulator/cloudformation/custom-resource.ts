import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { sessionOf } from "../kernel/principal.ts";
import type { CallContext } from "../kernel/service.ts";
import type {
  CustomResourceEvent,
  CustomResourceResponse,
  FunctionInvocation,
  FunctionRunner,
} from "./function-runner.ts";
import type { Provision, Provisioner, ProvisionRequest } from "./provision.ts";
import { regionState } from "./state.ts";
import type { ResourceRecord, StackRecord, TaskAddress, TaskOutcome } from "./state.ts";

/** How long CloudFormation waits for an answer unless `ServiceTimeout` says otherwise: an hour. */
const defaultTimeoutSeconds = 3600;

/** A response may hold so many bytes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const largestResponse = 4096;

/** Custom resources: an event to the function that `ServiceToken` names, and its answer. */
export function customResources(run: FunctionRunner): Provisioner {
  return { begin: (request) => begin(request, run) };
}

function begin(request: ProvisionRequest, run: FunctionRunner): Provision {
  const { context, stack, properties, live, verb } = request;
  const token = textOfProperty(properties["ServiceToken"]);
  const target = functionIn(stack, token) ?? functionBehind(context, token);
  const physicalId = live?.physicalId ?? "";
  if (target === undefined) {
    if (verb === "delete") return { kind: "settles", seconds: 1, physicalId, attributes: {} };
    return { kind: "fails", seconds: 1, reason: notFound(token) };
  }
  const operation = stack.operation;
  if (operation === undefined) return { kind: "fails", seconds: 1, reason: "no operation runs" };
  const address: TaskAddress = {
    stackId: stack.id,
    operationId: operation.id,
    phase: operation.phase,
    taskKey: request.taskKey,
  };
  const invocation = invocationOf(request, target, token);
  const timeout = Number(textOfProperty(properties["ServiceTimeout"]) || defaultTimeoutSeconds);
  const task = operation.tasks.get(request.taskKey);
  const reason = `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${invocation.event.RequestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`;
  const timeoutEvent = context.schedule({
    event: "settle",
    afterMilliseconds: timeout * 1000,
    payload: { address, outcome: { kind: "failed", reason } },
  });
  if (task !== undefined) task.timeoutEvent = timeoutEvent;
  context.world.background(async () => {
    // The function starts after the call that asked for it is over, and takes a moment even when it does nothing.
    await context.clock.sleep(1500);
    const response = await run(invocation);
    const outcome = outcomeOf(request, response, invocation);
    if (outcome === undefined) return;
    context.schedule({ event: "settle", afterMilliseconds: 500, payload: { address, outcome } });
  });
  return { kind: "answers", physicalId, attributes: live?.attributes ?? {} };
}

function outcomeOf(
  request: ProvisionRequest,
  response: CustomResourceResponse,
  invocation: FunctionInvocation,
): TaskOutcome | undefined {
  switch (response.Status) {
    case "SILENT":
      return undefined;
    case "FAILED":
      return {
        kind: "failed",
        reason: `Received response status [FAILED] from custom resource. Message returned: ${response.Reason} (RequestId: ${invocation.event.RequestId})`,
      };
    case "SUCCESS": {
      if (JSON.stringify(response).length > largestResponse) {
        return { kind: "failed", reason: "Response object is too long." };
      }
      const physicalId = response.PhysicalResourceId ?? request.live?.physicalId ?? invocation.logStreamName;
      return { kind: "done", physicalId, attributes: response.Data ?? {} };
    }
  }
}

function invocationOf(request: ProvisionRequest, target: ResourceRecord, token: string): FunctionInvocation {
  const { context, stack, live, verb, properties } = request;
  const roleArn = textOfProperty(target.live.properties["Role"]);
  const event: CustomResourceEvent = {
    RequestType: verb === "create" ? "Create" : verb === "update" ? "Update" : "Delete",
    RequestId: context.random.uuid(),
    StackId: stack.id,
    LogicalResourceId: request.logicalId,
    ResourceType: request.type,
    ServiceToken: token,
    ResponseURL: `https://cloudformation-custom-resource-response-${context.region}.s3.amazonaws.com/${encodeURIComponent(stack.id)}`,
    ...(verb === "create" ? {} : { PhysicalResourceId: live?.physicalId ?? "" }),
    ResourceProperties: asTexts(properties),
    ...(verb === "update" ? { OldResourceProperties: asTexts(live?.properties ?? {}) } : {}),
  };
  return {
    world: context.world,
    event,
    function: {
      arn: token,
      name: target.physicalId,
      handler: textOfProperty(target.live.properties["Handler"]),
      runtime: textOfProperty(target.live.properties["Runtime"]),
      roleArn,
      properties: target.live.properties,
    },
    account: context.account,
    region: context.region,
    principal: sessionOf(roleArn, target.physicalId),
    logStreamName: `${context.now.toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${context.random.hex(32)}`,
  };
}

/** The Lambda function of a stack of this place with this ARN. Most stand in the stack itself, which is looked at first. */
function functionBehind(context: CallContext, arn: string): ResourceRecord | undefined {
  for (const stack of context.state(regionState).stacks.values()) {
    const found = functionIn(stack, arn);
    if (found !== undefined) return found;
  }
  return undefined;
}

function functionIn(stack: StackRecord, arn: string): ResourceRecord | undefined {
  return [...stack.resources.values()].find(
    ({ type, live }) => type === "AWS::Lambda::Function" && live.attributes["Arn"] === arn,
  );
}

function notFound(token: string): string {
  return `Lambda function ${token} not found (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException)`;
}

/** Scalars become text on their way to a function. */
function asTexts(value: JsonMap): JsonMap {
  return Object.fromEntries(Object.entries(value).map(([key, item]): [string, Json] => [key, asText(item)]));
}

function asText(value: Json): Json {
  if (isJsonList(value)) return value.map(asText);
  if (isJsonMap(value)) return asTexts(value);
  return value === null ? "" : String(value);
}

function textOfProperty(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}
