import { regionState, type ResourceRecord, type StackRecord } from "../../cloudformation/state.ts";
import type { CallContext } from "../../kernel/service.ts";
import { certificates } from "../acm/certificate-state.ts";
import { secrets } from "../secrets/secret-state.ts";
import { parameters } from "../ssm/parameter-state.ts";
import { parameterArn } from "../ssm/read-parameters.ts";
import type { Tags } from "../tags.ts";

/** A resource that the Tagging API knows. */
export interface TaggedResource {
  readonly arn: string;
  /** `cloudformation:stack`, `sns:topic`, … */
  readonly type: string;
  readonly tags: Tags;
}

/** Seconds until the index has seen a new resource. */
const indexSeconds = 5;

/** Tagging API's names of the resource types that Copilot's stacks make. */
const types: Readonly<Record<string, string>> = {
  "AWS::AppRunner::Service": "apprunner:service",
  "AWS::CodeBuild::Project": "codebuild:project",
  "AWS::CodePipeline::Pipeline": "codepipeline:pipeline",
  "AWS::DynamoDB::Table": "dynamodb:table",
  "AWS::ECR::Repository": "ecr:repository",
  "AWS::ECS::Cluster": "ecs:cluster",
  "AWS::ECS::Service": "ecs:service",
  "AWS::ECS::TaskDefinition": "ecs:task-definition",
  "AWS::ElasticLoadBalancingV2::LoadBalancer": "elasticloadbalancing:loadbalancer",
  "AWS::ElasticLoadBalancingV2::TargetGroup": "elasticloadbalancing:targetgroup",
  "AWS::Lambda::Function": "lambda:function",
  "AWS::Logs::LogGroup": "logs:log-group",
  "AWS::S3::Bucket": "s3:bucket",
  "AWS::SNS::Topic": "sns:topic",
  "AWS::SQS::Queue": "sqs:queue",
};

/** Everything with tags in the context's account and region: stacks, what stacks made, parameters; by ARN. */
export function taggedResources(context: CallContext): readonly TaggedResource[] {
  const stacks = [...context.state(regionState).stacks.values()].filter((stack) => isIndexed(context, stack));
  const found = [
    ...stacks.map((stack) => ({
      arn: stack.id,
      type: "cloudformation:stack",
      tags: stack.current?.tags ?? {},
    })),
    ...stacks.flatMap((stack) =>
      [...stack.resources.values()].flatMap((resource) => madeResource(context, resource)),
    ),
    ...[...context.state(certificates).values()].map(({ arn, tags }) => ({
      arn,
      type: "acm:certificate",
      tags,
    })),
    ...[...context.state(secrets).values()]
      .filter(({ deletedAt }) => deletedAt === undefined)
      .map(({ arn, tags }) => ({ arn, type: "secretsmanager:secret", tags })),
    ...[...context.state(parameters).values()].map(({ name, tags }) => ({
      arn: parameterArn(context, name),
      type: "ssm:parameter",
      tags,
    })),
  ];
  return found
    .filter(({ tags }) => Object.keys(tags).length > 0)
    .toSorted((left, right) => (left.arn < right.arn ? -1 : 1));
}

function isIndexed(context: CallContext, stack: StackRecord): boolean {
  const age = context.now.getTime() - stack.createdAt.getTime();
  return stack.status !== "DELETE_COMPLETE" && age >= indexSeconds * 1000;
}

function madeResource(context: CallContext, resource: ResourceRecord): TaggedResource[] {
  const type = types[resource.type];
  if (type === undefined || !resource.status.endsWith("COMPLETE") || resource.status === "DELETE_COMPLETE")
    return [];
  return [{ arn: arnOf(context, type, resource), type, tags: resource.live.tags }];
}

function arnOf(context: CallContext, type: string, { physicalId, live }: ResourceRecord): string {
  if (physicalId.startsWith("arn:")) return physicalId;
  const given = live.attributes["Arn"] ?? live.attributes["TopicArn"];
  if (typeof given === "string") return given;
  const [service = "", kind = ""] = type.split(":");
  const { partition, region, account } = context;
  if (service === "s3") return `arn:${partition}:s3:::${physicalId}`;
  if (service === "codepipeline" || service === "sqs")
    return `arn:${partition}:${service}:${region}:${account}:${physicalId}`;
  return `arn:${partition}:${service}:${region}:${account}:${kind}/${physicalId}`;
}
