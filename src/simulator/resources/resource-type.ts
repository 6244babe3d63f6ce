import type { JsonMap } from "../../domain/template.ts";
import { schemaOf } from "./schema-facts.ts";

/** Attributes that `Fn::GetAtt` gives besides the read-only ones of the schema. */
const moreAttributes: Readonly<Record<string, readonly string[]>> = {
  "AWS::CloudFront::Function": ["FunctionARN"],
  "AWS::EC2::SecurityGroup": ["VpcId"],
  "AWS::EC2::Subnet": ["VpcId", "AvailabilityZone", "CidrBlock"],
  "AWS::EC2::VPC": ["CidrBlock"],
  "AWS::ECR::Repository": ["RepositoryUri"],
  "AWS::ElasticLoadBalancingV2::LoadBalancer": ["SecurityGroups"],
  "AWS::Events::EventBus": ["Name"],
  "AWS::Lambda::Function": ["Arn"],
  "AWS::RDS::DBCluster": ["Endpoint.Address", "Endpoint.Port", "ReadEndpoint.Address"],
  "AWS::RDS::DBInstance": ["Endpoint.Address", "Endpoint.Port"],
  "AWS::Route53::HostedZone": ["Id"],
  "AWS::SNS::Topic": ["TopicName", "TopicArn"],
  "AWS::SQS::Queue": ["QueueName"],
  "AWS::SSM::Parameter": ["Type", "Value"],
  "AWS::ServiceDiscovery::Service": ["Name"],
  "AWS::StepFunctions::StateMachine": ["Name"],
};

/**
 * Types that a stack may hold and of which nothing is simulated: they are made at once, have a generated id and no
 * behaviour. Everything else that has no schema here fails the stack.
 */
const inertTypes = new Set(["AWS::CDK::Metadata", "AWS::CloudFormation::WaitConditionHandle"]);

/** Whether a type is a custom resource. */
export function isCustom(type: string): boolean {
  return type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource";
}

/** Whether the simulated AWS can make resources of a type. */
export function isKnown(type: string): boolean {
  return isCustom(type) || inertTypes.has(type) || schemaOf(type) !== undefined;
}

/** The attributes that `Fn::GetAtt` may name; custom resources and unknown types answer any. */
export function attributesOf(type: string): readonly string[] | "any" {
  const schema = schemaOf(type);
  if (schema === undefined) return "any";
  return [...(schema.attributes ?? []), ...(moreAttributes[type] ?? [])];
}

/** What a change of top-level properties does to a resource of a type. */
export type ReplacementRule = "never" | "maybe" | "always";

/**
 * Whether a changed property needs a new physical resource. A nested create-only property makes the change of its parent
 * conditional. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
 */
export function replacementBy(type: string, property: string): ReplacementRule {
  if (isCustom(type)) return property === "ServiceToken" ? "always" : "never";
  const schema = schemaOf(type);
  if (schema?.replaces?.includes(property) === true) return "always";
  if (schema?.replaces?.some((name) => name.startsWith(`${property}.`)) === true) return "maybe";
  return schema?.mayReplace?.some((name) => name === property || name.startsWith(`${property}.`)) === true
    ? "maybe"
    : "never";
}

/** Whether going from one set of properties to another replaces the resource, now that both are known. */
export function needsReplacement(type: string, from: JsonMap, to: JsonMap): boolean {
  if (isCustom(type)) return false;
  const schema = schemaOf(type);
  return (schema?.replaces ?? []).some(
    (name) => JSON.stringify(valueBelow(from, name)) !== JSON.stringify(valueBelow(to, name)),
  );
}

/** The property that gives the resource a name of its own; such a resource cannot be replaced while it bears the name. */
export function customNameOf(type: string, properties: JsonMap): string | undefined {
  const [identifier, ...more] = schemaOf(type)?.identifier ?? [];
  if (identifier === undefined || more.length > 0 || identifier.includes(".")) return undefined;
  const value = properties[identifier];
  return typeof value === "string" && schemaOf(type)?.properties.includes(identifier) === true
    ? value
    : undefined;
}

function valueBelow(properties: JsonMap, dotted: string): unknown {
  let here: unknown = properties;
  for (const step of dotted.split(".")) {
    here =
      typeof here === "object" && here !== null
        ? Object.entries(here).find(([key]) => key === step)?.[1]
        : undefined;
  }
  return here ?? null;
}
