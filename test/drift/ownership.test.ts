import { expect, test } from "vitest";
import type { Json } from "../../src/domain/template.ts";
import { compareByMeaning } from "../../src/drift/compare-by-meaning.ts";
import { ownerOf } from "../../src/drift/ownership.ts";
import { shownValue } from "../../src/template/shown-value.ts";

interface Case {
  readonly type: string;
  readonly path: string;
  readonly expected?: Json;
  readonly actual?: Json;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly isScaled?: boolean;
  readonly isDeploying?: boolean;
  readonly bounds?: { readonly minimum: number; readonly maximum: number };
}

function remaining(given: Case): readonly string[] {
  const {
    type,
    path,
    expected,
    actual,
    properties = {},
    isScaled = false,
    isDeploying = false,
    bounds,
  } = given;
  const surroundings = {
    expected: properties,
    isScaled,
    isDeploying,
    ...(bounds === undefined ? {} : { bounds }),
  };
  return compareByMeaning(expected, actual, { type, path })
    .filter((difference) => ownerOf(type, difference, surroundings) === undefined)
    .map((difference) => `${difference.path} ${difference.departure}`);
}

const service = "AWS::ECS::Service";
const definition = "AWS::ECS::TaskDefinition";

const quiet: readonly (readonly [string, Case])[] = [
  [
    "a count within autoscaling's bounds",
    {
      type: service,
      path: "/DesiredCount",
      expected: 2,
      actual: 4,
      isScaled: true,
      bounds: { minimum: 2, maximum: 6 },
    },
  ],
  [
    "a task definition during a rollout",
    { type: service, path: "/TaskDefinition", expected: "a:1", actual: "a:2", isDeploying: true },
  ],
  [
    "the ECS deployment controller (1259)",
    { type: service, path: "/DeploymentController", expected: { Type: "ECS" } },
  ],
  [
    "StopTimeout that a read leaves out (1455)",
    { type: definition, path: "/ContainerDefinitions/0/StopTimeout", expected: 120 },
  ],
  [
    "an EFS volume that a read leaves out (1283)",
    { type: definition, path: "/Volumes/0/EFSVolumeConfiguration", expected: { FilesystemId: "fs-1" } },
  ],
  [
    "a task definition by family (1056)",
    {
      type: service,
      path: "/TaskDefinition",
      expected: "arn:aws:ecs:eu-west-1:1:task-definition/api:3",
      actual: "api:3",
    },
  ],
  [
    "what CodeDeploy rolls out (2234)",
    {
      type: service,
      path: "/TaskDefinition",
      expected: "a:1",
      actual: "a:9",
      properties: { DeploymentController: { Type: "CODE_DEPLOY" } },
    },
  ],
  ["empty placement constraints (2153)", { type: service, path: "/PlacementConstraints", actual: [] }],
  [
    "tags of stacks (1222)",
    {
      type: "AWS::S3::Bucket",
      path: "/Tags",
      expected: [{ Key: "team", Value: "a" }],
      actual: [
        { Key: "aws:cloudformation:stack-id", Value: "x" },
        { Key: "team", Value: "a" },
        { Key: "copilot-application", Value: "shop" },
      ],
    },
  ],
  ["DNS flags of a VPC (2138)", { type: "AWS::EC2::VPC", path: "/EnableDnsHostnames", expected: true }],
  [
    "a function's code",
    { type: "AWS::Lambda::Function", path: "/Code", expected: { S3Key: "a" }, actual: { S3Key: "b" } },
  ],
  [
    "a key by alias and by ARN",
    {
      type: "AWS::SQS::Queue",
      path: "/KmsMasterKeyId",
      expected: "alias/aws/sqs",
      actual: "arn:aws:kms:eu-west-1:1:key/1-2",
    },
  ],
  [
    "a policy as text, with a single action as a list",
    {
      type: "AWS::SNS::TopicPolicy",
      path: "/PolicyDocument",
      expected: { Statement: [{ Action: "sns:Publish" }] },
      actual: '{"Statement":[{"Action":["sns:Publish"]}],"Version":"2008-10-17"}',
    },
  ],
  [
    "a list in another order, numbers as text",
    {
      type: definition,
      path: "/ContainerDefinitions",
      expected: [{ Name: "a", Memory: 5 }, { Name: "b" }],
      actual: [
        { Name: "b", Cpu: 0, MountPoints: [] },
        { Name: "a", Memory: "5", Essential: true },
      ],
    },
  ],
  [
    "a minor version that RDS installed",
    { type: "AWS::RDS::DBInstance", path: "/EngineVersion", expected: "15.3", actual: "15.7" },
  ],
];

test.each(quiet)("%s is no drift", (_name, given) => {
  expect(remaining(given)).toEqual([]);
});

const loud: readonly (readonly [string, Case, string])[] = [
  [
    "a count beyond autoscaling's bounds",
    {
      type: service,
      path: "/DesiredCount",
      expected: 2,
      actual: 9,
      isScaled: true,
      bounds: { minimum: 2, maximum: 6 },
    },
    "/DesiredCount changed",
  ],
  [
    "a count that nothing scales",
    { type: service, path: "/DesiredCount", expected: 2, actual: 3 },
    "/DesiredCount changed",
  ],
  [
    "another revision without a rollout",
    { type: service, path: "/TaskDefinition", expected: "a:1", actual: "a:2" },
    "/TaskDefinition changed",
  ],
  [
    "a tag of a person",
    { type: "AWS::S3::Bucket", path: "/Tags", expected: [], actual: [{ Key: "owner", Value: "me" }] },
    "/Tags/0 added",
  ],
  [
    "a command in another order",
    { type: definition, path: "/ContainerDefinitions/0/Command", expected: ["a", "b"], actual: ["b", "a"] },
    "/ContainerDefinitions/0/Command changed",
  ],
  [
    "a container that became privileged",
    {
      type: definition,
      path: "/ContainerDefinitions/0",
      expected: { Name: "a" },
      actual: { Name: "a", Privileged: true },
    },
    "/ContainerDefinitions/0/Privileged added",
  ],
  [
    "a major version",
    { type: "AWS::RDS::DBInstance", path: "/EngineVersion", expected: "15.3", actual: "16.1" },
    "/EngineVersion changed",
  ],
  [
    "DNS flags that were switched off",
    { type: "AWS::EC2::VPC", path: "/EnableDnsHostnames", expected: true, actual: false },
    "/EnableDnsHostnames changed",
  ],
];

test.each(loud)("%s is drift", (_name, given, found) => {
  expect(remaining(given)).toEqual([found]);
});

const planted = "pl4nted-s3cret";

test.each<readonly [string, Json]>([
  ["/ContainerDefinitions/0/Environment/0/Value", planted],
  ["/ContainerDefinitions/0/Environment", [{ Name: "TOKEN", Value: planted }]],
  ["/ContainerDefinitions", [{ Name: "api", Environment: [{ Name: "A", Value: planted }] }]],
  ["/Environment/Variables", { A: planted }],
  ["/Environment/Variables/A", planted],
  ["variables.A", planted],
  ["/MasterUserPassword", planted],
  ["/Settings", { apiKey: planted }],
])("the value at %s is not shown", (path, value) => {
  expect(shownValue(value, path)).not.toContain(planted);
});
