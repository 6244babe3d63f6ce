import type { Json, JsonMap } from "../../domain/template.ts";
import { isJsonList } from "../../template/json-pointer.ts";
import { AwsFault } from "../kernel/aws-fault.ts";
import { playEnvironmentController } from "./copilot-env-controller.ts";
import { prioritiesFor } from "./copilot-rule-priority.ts";
import type { CustomResourceResponse, FunctionInvocation } from "./function-runner.ts";

/**
 * Plays Copilot's custom-resource functions (copilot-model.md 6): what they take, what they give back, and the calls that
 * matter to a deployment. A function of another name succeeds with its properties' names and nothing else.
 */
export async function playCopilotFunctions(invocation: FunctionInvocation): Promise<CustomResourceResponse> {
  const { event } = invocation;
  try {
    const { id, data } = await answerTo(invocation);
    return { Status: "SUCCESS", PhysicalResourceId: id, Data: data };
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    const id = event.PhysicalResourceId;
    const reason = `${error.message} (Log: ${invocation.function.name}/${invocation.logStreamName})`;
    return { Status: "FAILED", Reason: reason, ...(id === undefined ? {} : { PhysicalResourceId: id }) };
  }
}

interface Answer {
  readonly id: string;
  readonly data: JsonMap;
}

async function answerTo(invocation: FunctionInvocation): Promise<Answer> {
  const { event, world } = invocation;
  const { ResourceType: type, ResourceProperties: properties, LogicalResourceId: logicalId } = event;
  const text = (name: string): string => textOf(properties[name]);
  switch (type) {
    case "Custom::EnvControllerFunction":
      return {
        id: `envcontoller/${text("EnvStack")}/${text("Workload")}`,
        data: await playEnvironmentController(invocation),
      };
    case "Custom::RulePriorityFunction":
      return { id: `alb-rule-priority-${logicalId}`, data: prioritiesFor(invocation) };
    case "Custom::DynamicDesiredCountFunction":
      return {
        id: `copilot/apps/${text("App")}/envs/${text("Env")}/services/${text("Svc")}/autoscaling`,
        data: { DesiredCount: await desiredCount(invocation) },
      };
    case "Custom::UniqueJSONValuesFunction":
      return { id: logicalId, data: { UniqueValues: [...uniqueValues(properties)] } };
    case "Custom::CertificateValidationFunction":
    case "Custom::NLBCertValidatorFunction":
    case "Custom::CertificateReplicatorFunction": {
      // Validation by DNS takes minutes.
      if (event.RequestType === "Create") await world.clock.sleep(90_000);
      const arn = certificateArn(invocation);
      return { id: arn, data: { Arn: arn } };
    }
    case "Custom::BucketCleanerFunction":
      return { id: `bucket-cleaner-${logicalId}`, data: {} };
    case "Custom::DNSDelegationFunction":
      await world.clock.sleep(30_000);
      return { id: text("SubdomainName"), data: {} };
    case "Custom::CustomDomainFunction":
    case "Custom::NLBCustomDomainFunction":
      if (event.RequestType !== "Delete") await world.clock.sleep(30_000);
      return {
        id: text("CustomDomain") === "" ? logicalId : `/associate-domain-app-runner/${text("CustomDomain")}`,
        data: {},
      };
    case "Custom::TriggerStateMachine":
      if (event.RequestType !== "Delete") await world.clock.sleep(20_000);
      return { id: logicalId, data: {} };
    default:
      return { id: event.PhysicalResourceId ?? `${logicalId}-${world.random.hex(12)}`, data: {} };
  }
}

/** A new certificate when one is asked for or its aliases change; the same one otherwise. */
function certificateArn(invocation: FunctionInvocation): string {
  const { event, world, account, region } = invocation;
  const known = event.PhysicalResourceId;
  const isUnchanged =
    textOf(event.OldResourceProperties?.["Aliases"]) === textOf(event.ResourceProperties["Aliases"]);
  if (known !== undefined && (event.RequestType === "Delete" || isUnchanged)) return known;
  const wanted =
    textOf(event.ResourceProperties["TargetRegion"]) || textOf(event.ResourceProperties["Region"]);
  return `arn:aws:acm:${wanted || region}:${account}:certificate/${world.random.uuid()}`;
}

/** The running service's desired count, found by its tags, or the template's default. */
async function desiredCount(invocation: FunctionInvocation): Promise<string> {
  const { event, world, region, principal } = invocation;
  const { ResourceProperties: properties } = event;
  const fallback = textOf(properties["DefaultDesiredCount"]);
  if (event.RequestType === "Create") return fallback;
  const tags = { "copilot-application": "App", "copilot-environment": "Env", "copilot-service": "Svc" };
  try {
    const credentials = world.issueCredentials(principal, { lifetimeSeconds: 900 });
    const call = (service: string, action: string, input: object): Promise<Record<string, unknown>> =>
      world.call({ service, action, credentials, region, input });
    const found = await call("resource-groups-tagging-api", "GetResources", {
      ResourceTypeFilters: ["ecs:service"],
      TagFilters: Object.entries(tags).map(([Key, name]) => ({ Key, Values: [textOf(properties[name])] })),
    });
    const arn = firstText(found["ResourceTagMappingList"], "ResourceARN");
    if (arn === undefined) return fallback;
    const answer = await call("ecs", "DescribeServices", {
      cluster: textOf(properties["Cluster"]),
      services: [arn],
    });
    return firstText(answer["services"], "desiredCount") ?? fallback;
  } catch (error) {
    // Copilot's function answers with the default whatever goes wrong.
    if (error instanceof AwsFault) return fallback;
    throw error;
  }
}

function firstText(list: unknown, member: string): string | undefined {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  if (typeof first !== "object" || first === null) return undefined;
  const value: unknown = Object.entries(first).find(([key]) => key === member)?.[1];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}

function uniqueValues(properties: JsonMap): readonly string[] {
  const wanted = new Set(textOf(properties["FilterFor"]).split(","));
  const aliases: unknown = JSON.parse(textOf(properties["Aliases"]) || "{}");
  const listed =
    typeof aliases === "object" && aliases !== null
      ? Object.entries(aliases).flatMap(([workload, names]) =>
          wanted.has(workload) && Array.isArray(names) ? names.map(String) : [],
        )
      : [];
  const more = properties["AdditionalStrings"];
  const added = isJsonList(more) ? more.map(textOf) : [];
  return [...new Set([...listed, ...added])].sort();
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}
