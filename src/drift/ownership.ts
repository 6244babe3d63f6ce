import type { Json } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "../template/json-pointer.ts";
import type { MeaningDifference } from "./compare-by-meaning.ts";

/** What has to be known of a resource's surroundings to say whose a difference is. */
export interface Surroundings {
  /** Properties of the resource as the template sets them. */
  readonly expected: Readonly<Record<string, Json>>;
  /** The stack has something that scales the resource, or something scales it in fact. */
  readonly isScaled: boolean;
  /** A rollout of the service is under way. */
  readonly isDeploying: boolean;
  /** Bounds of what scales the service, where they are known. */
  readonly bounds?: { readonly minimum: number; readonly maximum: number };
}

/** One thing that somebody else than the template decides. */
interface Ownership {
  readonly type: RegExp;
  readonly path: RegExp;
  /** Who decides it, and where that is said; part of docs/drift.md. */
  readonly owner: string;
  readonly when?: (difference: MeaningDifference, surroundings: Surroundings) => boolean;
}

const roadmap = "aws-cloudformation/cloudformation-coverage-roadmap";

/** Everything that changes by itself, and is no drift. */
const ownerships: readonly Ownership[] = [
  {
    type: /^AWS::ECS::Service$/,
    path: /^\/DesiredCount$/,
    owner: "autoscaling sets the number of tasks",
    when: ({ actual }, { isScaled, bounds }) =>
      isScaled && (bounds === undefined || isWithin(Number(textOf(actual)), bounds)),
  },
  {
    type: /^AWS::ECS::Service$/,
    path: /^\/(?:TaskDefinition|DesiredCount)$/,
    owner: "a rollout is under way",
    when: (_difference, { isDeploying }) => isDeploying,
  },
  {
    type: /^AWS::ECS::Service$/,
    path: /^\/(?:TaskDefinition|LoadBalancers|DesiredCount)/,
    owner: `CodeDeploy or another controller rolls the service out (${roadmap}#2234)`,
    when: (_difference, { expected }) =>
      /CODE_DEPLOY|EXTERNAL/.test(JSON.stringify(expected["DeploymentController"] ?? "")),
  },
  {
    type: /^AWS::ECS::Service$/,
    path: /^\/TaskDefinition$/,
    owner: `ECS names a task definition by family, by family and revision, or by ARN (${roadmap}#1056)`,
    when: ({ expected, actual }) => isSameTaskDefinition(expected, actual),
  },
  {
    type: /^AWS::ECS::TaskDefinition$/,
    path: /\/(?:StopTimeout|StartTimeout)$|\/EFSVolumeConfiguration(?:\/|$)/i,
    owner: `a read of a task definition leaves it out (${roadmap}#1455, #1283)`,
    when: ({ departure }) => departure === "removed",
  },
  {
    type: /^AWS::ECS::(?:Service|TaskDefinition)$/,
    path: /^\/PlacementConstraints/,
    owner: `ECS gives back empty placement constraints (${roadmap}#2153)`,
    when: ({ expected, actual }) => isEmptyList(expected) || isEmptyList(actual),
  },
  {
    type: /^AWS::EC2::VPC$/,
    path: /^\/EnableDns(?:Support|Hostnames)$/,
    owner: `a read of a VPC may leave out its DNS flags (${roadmap}#2138)`,
    when: ({ departure }) => departure === "removed",
  },
  {
    type: /^AWS::Lambda::Function$/,
    path: /^\/(?:Code(?:\/|$)|KmsKeyArn$|SnapStart|RuntimeManagementConfig)/,
    owner: "Lambda does not give back where code came from",
  },
  {
    type: /./,
    path: /\/KmsKey(?:Id|Arn)$|\/KmsMasterKeyId$|\/KMSMasterKeyID$/i,
    owner: "a service gives back a key's ARN for its alias or id",
    when: ({ expected, actual }) => isSameKey(expected, actual),
  },
  {
    type: /^AWS::RDS::DB(?:Instance|Cluster)$/,
    path: /^\/EngineVersion$/,
    owner: "RDS installs minor versions itself",
    when: ({ expected, actual }, { expected: properties }) =>
      textOf(actual).startsWith(`${textOf(expected)}.`) ||
      (textOf(properties["AutoMinorVersionUpgrade"] ?? true) === "true" && isSameMajor(expected, actual)),
  },
  {
    type: /^AWS::RDS::DB(?:Instance|Cluster)$/,
    path: /^\/AllocatedStorage$/,
    owner: "RDS grows the storage",
    when: (_difference, { expected }) => expected["MaxAllocatedStorage"] !== undefined,
  },
  {
    type: /^AWS::(?:RDS|ElastiCache|DocDB|Neptune)::/,
    path: /Identifier$|GroupName$|ClusterName$|Id$/,
    owner: "the service writes names in small letters",
    when: isSameBut((text) => text.toLowerCase()),
  },
  {
    type: /^AWS::Route53::/,
    path: /\/(?:Name|DNSName)$/,
    owner: "Route 53 ends names with a dot, in small letters",
    when: isSameBut((text) =>
      text
        .toLowerCase()
        .replace(/^dualstack\./, "")
        .replace(/\.$/, "")
        .replaceAll("\\052", "*"),
    ),
  },
  {
    type: /^AWS::DynamoDB::Table$/,
    path: /ProvisionedThroughput/,
    owner: "the table is billed by request, or autoscaling sets its capacity",
    when: (_difference, { expected, isScaled }) => isScaled || expected["BillingMode"] === "PAY_PER_REQUEST",
  },
  {
    type: /^AWS::(?:ECS::Service|AutoScaling::AutoScalingGroup|AppRunner::AutoScalingConfiguration)$/,
    path: /^\/DesiredCapacity$/,
    owner: "autoscaling sets the capacity",
  },
  {
    type: /./,
    path: /Arn$|\/LogGroupName$|\/Resource$|\/Resource\/\d+$|\/LogDestination$/i,
    owner: "a log group's ARN ends with :* or not",
    when: isSameBut((text) => text.replace(/:\*$/, "")),
  },
  {
    type: /./,
    path: /\/Tags(?:\/|$)/,
    owner: `CloudFormation and Copilot's stacks tag what they make (${roadmap}#1222)`,
    when: ({ departure, actual }) => departure === "added" && isStackTag(actual),
  },
];

/** Who decides what differs, where that is not the template; undefined when it is drift. */
export function ownerOf(
  type: string,
  difference: MeaningDifference,
  surroundings: Surroundings,
): string | undefined {
  return ownerships.find(
    (row) =>
      row.type.test(type) && row.path.test(difference.path) && (row.when?.(difference, surroundings) ?? true),
  )?.owner;
}

function isWithin(
  count: number,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): boolean {
  return count >= minimum && count <= maximum;
}

/** `arn:…:task-definition/family:3`, `family:3` and `family` name the same where the revisions do not differ. */
function isSameTaskDefinition(expected: Json | undefined, actual: Json | undefined): boolean {
  const [left, right] = [expected, actual].map((value) => textOf(value).split("/").at(-1) ?? "");
  if (left === undefined || right === undefined || left === "") return false;
  const [family, revision] = left.split(":");
  const [otherFamily, otherRevision] = right.split(":");
  return (
    family === otherFamily &&
    (revision === otherRevision || revision === undefined || otherRevision === undefined)
  );
}

function isSameKey(expected: Json | undefined, actual: Json | undefined): boolean {
  const [left, right] = [textOf(expected), textOf(actual)];
  if (left.startsWith("alias/") || left.includes(":alias/"))
    return right.includes(":key/") || right.includes("alias/");
  if (left === "" && right.includes("alias/aws/")) return true;
  return left !== "" && right.endsWith(`/${left.split("/").at(-1) ?? ""}`);
}

function isSameMajor(expected: Json | undefined, actual: Json | undefined): boolean {
  const [left, right] = [expected, actual].map((value) => textOf(value).split(".")[0]);
  return left !== "" && left === right;
}

function isSameBut(fold: (text: string) => string): NonNullable<Ownership["when"]> {
  return ({ expected, actual }) =>
    typeof expected === "string" && typeof actual === "string" && fold(expected) === fold(actual);
}

function isEmptyList(value: Json | undefined): boolean {
  return isJsonList(value) && value.length === 0;
}

/** `copilot-*` are put on every resource of a stack by CloudFormation, `aws:*` by AWS. */
function isStackTag(value: Json | undefined): boolean {
  if (isJsonList(value)) return value.every((item) => isStackTag(item));
  return isJsonMap(value) && typeof value["Key"] === "string" && /^(?:aws:|copilot-)/.test(value["Key"]);
}

/** A scalar as text; the empty text for all else. */
function textOf(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}
