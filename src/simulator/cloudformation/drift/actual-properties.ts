import type { JsonMap } from "../../../domain/template.ts";
import { AwsFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { ResourceRecord } from "../state.ts";

/** The properties that a resource really has, or that it is gone. Services that are played are asked; the rest is as CloudFormation made it. */
export function actualProperties(context: CallContext, record: ResourceRecord): JsonMap | "deleted" {
  if (record.actual?.kind === "deleted") return "deleted";
  const tampered = record.actual?.kind === "changed" ? record.actual.properties : {};
  const read = readers[record.type]?.(context, record) ?? {};
  if (read === "deleted") return "deleted";
  return { ...record.live.properties, ...read, ...tampered };
}

const readers: Readonly<
  Record<string, (context: CallContext, record: ResourceRecord) => JsonMap | "deleted">
> = {
  "AWS::ECS::Service": (context, record) => {
    const { live, physicalId } = record;
    const cluster = live.properties["Cluster"];
    const answer = ask(context, "ecs", "DescribeServices", { cluster, services: [physicalId] });
    const service = first(answer?.["services"]);
    if (service === undefined || service["status"] === "INACTIVE") return "deleted";
    return {
      ...taken("DesiredCount", live.properties, Number(service["desiredCount"])),
      ...taken("TaskDefinition", live.properties, String(service["taskDefinition"])),
    };
  },
  "AWS::S3::Bucket": (context, record) =>
    ask(context, "s3", "HeadBucket", { Bucket: record.physicalId }) === undefined ? "deleted" : {},
  "AWS::ECR::Repository": (context, record) => {
    const input = { repositoryNames: [record.physicalId] };
    return ask(context, "ecr", "DescribeRepositories", input) === undefined ? "deleted" : {};
  },
  "AWS::IAM::Role": (context, record) =>
    ask(context, "iam", "GetRole", { RoleName: record.physicalId }) === undefined ? "deleted" : {},
};

/** The answer of a service; undefined when the thing is not there. Other refusals go on. */
function ask(
  context: CallContext,
  service: string,
  action: string,
  input: object,
): Record<string, unknown> | undefined {
  try {
    return context.call({ service, action, input });
  } catch (error) {
    if (error instanceof AwsFault && /NotFound|NoSuch/.test(error.code)) return undefined;
    throw error;
  }
}

function first(list: unknown): Record<string, unknown> | undefined {
  const [item]: readonly unknown[] = Array.isArray(list) ? list : [];
  return typeof item === "object" && item !== null ? Object.fromEntries(Object.entries(item)) : undefined;
}

/** A value that was read, spelled as the template spells it: CloudFormation takes `"2"` and `2` for one. */
function taken(name: string, properties: JsonMap, value: string | number): JsonMap {
  const set = properties[name];
  if (set === undefined) return {};
  return { [name]: String(value) === JSON.stringify(set).replaceAll('"', "") ? set : value };
}
