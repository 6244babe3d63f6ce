import type { Json } from "../domain/template.ts";
import { canonicalJson } from "../template/canonical-json.ts";

/** What a service fills in where a template says nothing: by type, place in the properties, and values. */
interface Default {
  /** Absent: of every type. */
  readonly type?: string;
  readonly path: RegExp;
  readonly values: readonly Json[];
}

/**
 * Defaults that services give back inside of what a template sets. Empty, false and zero ones need no row.
 * From the resource reference, https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/.
 */
const defaults: readonly Default[] = [
  { type: "AWS::ECS::TaskDefinition", path: /\/Essential$/, values: [true] },
  { type: "AWS::ECS::TaskDefinition", path: /\/Protocol$/, values: ["tcp"] },
  { type: "AWS::ECS::TaskDefinition", path: /\/HostPort$/, values: ["*"] },
  { type: "AWS::ECS::TaskDefinition", path: /\/HealthCheck\/Interval$/, values: [30] },
  { type: "AWS::ECS::TaskDefinition", path: /\/HealthCheck\/Timeout$/, values: [5] },
  { type: "AWS::ECS::TaskDefinition", path: /\/HealthCheck\/Retries$/, values: [3] },
  { type: "AWS::ECS::TaskDefinition", path: /\/EFSVolumeConfiguration\/RootDirectory$/, values: ["/"] },
  { type: "AWS::ECS::TaskDefinition", path: /\/OperatingSystemFamily$/, values: ["LINUX"] },
  { type: "AWS::ECS::TaskDefinition", path: /\/CpuArchitecture$/, values: ["X86_64"] },
  {
    type: "AWS::ECS::Service",
    path: /^\/DeploymentController(?:\/Type)?$/,
    values: ["ECS", { Type: "ECS" }],
  },
  { type: "AWS::ECS::Service", path: /^\/SchedulingStrategy$/, values: ["REPLICA"] },
  { type: "AWS::ECS::Service", path: /^\/PlatformVersion$/, values: ["LATEST", "1.4.0"] },
  { type: "AWS::ECS::Service", path: /\/AssignPublicIp$/, values: ["DISABLED"] },
  { type: "AWS::ECS::Service", path: /^\/DeploymentConfiguration\/MaximumPercent$/, values: [200] },
  { type: "AWS::ECS::Service", path: /^\/DeploymentConfiguration\/MinimumHealthyPercent$/, values: [100] },
  { type: "AWS::ECS::Service", path: /^\/DeploymentConfiguration\/Strategy$/, values: ["ROLLING"] },
  { type: "AWS::ECS::Service", path: /^\/AvailabilityZoneRebalancing$/, values: ["ENABLED", "DISABLED"] },
  { type: "AWS::ElasticLoadBalancingV2::TargetGroup", path: /^\/ProtocolVersion$/, values: ["HTTP1"] },
  { type: "AWS::ElasticLoadBalancingV2::TargetGroup", path: /^\/HealthCheckPort$/, values: ["traffic-port"] },
  { type: "AWS::ElasticLoadBalancingV2::ListenerRule", path: /\/Order$/, values: [1] },
  { type: "AWS::ElasticLoadBalancingV2::Listener", path: /\/Order$/, values: [1] },
  { path: /\/ForwardConfig(?:\/TargetGroups\/\d+\/Weight)?$/, values: [1] },
  { path: /\/Version$/, values: ["2008-10-17", "2012-10-17"] },
  { type: "AWS::DynamoDB::Table", path: /^\/TableClass$/, values: ["STANDARD"] },
  { type: "AWS::DynamoDB::Table", path: /^\/BillingMode$/, values: ["PROVISIONED"] },
  { type: "AWS::S3::Bucket", path: /\/BucketKeyEnabled$/, values: [true] },
  { type: "AWS::S3::Bucket", path: /\/ObjectSizeMinimumForTransition$/, values: [128_000] },
  { type: "AWS::Lambda::Function", path: /^\/PackageType$/, values: ["Zip"] },
  { type: "AWS::Lambda::Function", path: /^\/Architectures$/, values: [["x86_64"]] },
  {
    type: "AWS::Lambda::Function",
    path: /\/TracingConfig(?:\/Mode)?$/,
    values: ["PassThrough", { Mode: "PassThrough" }],
  },
  { type: "AWS::Lambda::Function", path: /\/EphemeralStorage(?:\/Size)?$/, values: [512, { Size: 512 }] },
  { type: "AWS::IAM::Role", path: /^\/Path$/, values: ["/"] },
  { type: "AWS::IAM::Role", path: /^\/MaxSessionDuration$/, values: [3600] },
  { type: "AWS::Logs::LogGroup", path: /^\/LogGroupClass$/, values: ["STANDARD"] },
  { type: "AWS::SNS::Topic", path: /^\/SignatureVersion$/, values: ["1"] },
  { type: "AWS::SQS::Queue", path: /^\/SqsManagedSseEnabled$/, values: [true] },
  { type: "AWS::Events::Rule", path: /^\/EventBusName$/, values: ["default"] },
  { type: "AWS::Events::Rule", path: /^\/State$/, values: ["ENABLED"] },
  { type: "AWS::EC2::VPC", path: /^\/InstanceTenancy$/, values: ["default"] },
];

/** Whether a value says only what the service does anyway. */
export function isDefault(type: string, path: string, value: Json | undefined): boolean {
  if (value === undefined) return true;
  return defaults.some(
    (item) =>
      (item.type === undefined || item.type === type) &&
      item.path.test(path) &&
      item.values.some((known) => known === "*" || spelled(known) === spelled(value)),
  );
}

/** Numbers as text: templates may write either. */
function spelled(value: Json): string {
  return typeof value === "number" || typeof value === "boolean" ? `"${value}"` : canonicalJson(value);
}
