import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from "@aws-sdk/client-cloudformation";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { makeSimulatedAws } from "../../../src/simulator/simulated-aws.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { setContainerBehaviour } from "../../../src/simulator/services/ecs/container-behaviour.ts";
import { account, clientOptions } from "./sdk-world.ts";

const StackName = "shop-test-api";
const minutes = (world: World, count: number): Promise<void> => world.run(world.clock.sleep(count * 60_000));

function setup(): { readonly world: World; readonly cloudformation: CloudFormationClient } {
  const world = makeSimulatedAws({ seed: "stacks" });
  return { world, cloudformation: new CloudFormationClient(clientOptions(world)) };
}

test("a stack waits for its service's rollout", async () => {
  const { world, cloudformation } = setup();
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: serviceTemplate("nginx:1") }));
  await minutes(world, 0.7);
  expect(await statusOf(cloudformation)).toBe("CREATE_IN_PROGRESS");
  await minutes(world, 4);
  expect(await statusOf(cloudformation)).toBe("CREATE_COMPLETE");
});

test("a service that its circuit breaker gives up fails the stack, which goes back to what ran", async () => {
  const { world, cloudformation } = setup();
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody: serviceTemplate("nginx:1") }));
  await minutes(world, 5);
  setContainerBehaviour(world, "nginx:bad", { kind: "exits", code: 1 });
  await cloudformation.send(
    new UpdateStackCommand({ StackName, TemplateBody: serviceTemplate("nginx:bad") }),
  );
  await minutes(world, 15);
  expect(await statusOf(cloudformation)).toBe("UPDATE_ROLLBACK_COMPLETE");
  expect(await reasons(cloudformation, "UPDATE_FAILED")).toEqual([
    expect.stringMatching(
      /^Resource handler returned message: "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'\." \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: GeneralServiceException\)$/,
    ),
  ]);
  const ecs = new ECSClient(clientOptions(world));
  const services = [`arn:aws:ecs:eu-west-1:${account}:service/shop/api`];
  const described = await ecs.send(new DescribeServicesCommand({ cluster: "shop", services }));
  expect(described.services?.[0]).toMatchObject({
    runningCount: 2,
    deployments: [{ rolloutState: "COMPLETED" }],
  });
});

test("a first service that never comes up fails the creation, and nothing of it stays", async () => {
  const { world, cloudformation } = setup();
  setContainerBehaviour(world, "nginx:bad", { kind: "exits", code: 1 });
  await cloudformation.send(
    new CreateStackCommand({ StackName, TemplateBody: serviceTemplate("nginx:bad") }),
  );
  await minutes(world, 15);
  expect(await statusOf(cloudformation)).toBe("ROLLBACK_COMPLETE");
});

test("a stack's role may make what its policies allow, and the refusal of IAM stands in the events", async () => {
  const { world, cloudformation } = setup();
  const root = {
    service: "iam",
    region: "eu-west-1",
    credentials: world.issueCredentials({ kind: "root", account, arn: `arn:aws:iam::${account}:root` }),
  };
  const AssumeRolePolicyDocument = documentOf({
    Principal: { Service: "cloudformation.amazonaws.com" },
    Action: "sts:AssumeRole",
  });
  await world.call({
    ...root,
    action: "CreateRole",
    input: { RoleName: "narrow", AssumeRolePolicyDocument },
  });
  const PolicyDocument = documentOf({ Action: ["ssm:*", "sns:*"], Resource: "*" });
  await world.call({
    ...root,
    action: "PutRolePolicy",
    input: { RoleName: "narrow", PolicyName: "p", PolicyDocument },
  });
  await cloudformation.send(
    new CreateStackCommand({
      StackName,
      RoleARN: `arn:aws:iam::${account}:role/narrow`,
      TemplateBody: JSON.stringify({
        Resources: {
          Allowed: { Type: "AWS::SSM::Parameter", Properties: { Name: "/a", Type: "String", Value: "1" } },
          Refused: { Type: "AWS::S3::Bucket", Properties: { BucketName: "refused" }, DependsOn: "Allowed" },
        },
      }),
    }),
  );
  await minutes(world, 5);
  expect(await statusOf(cloudformation)).toBe("ROLLBACK_COMPLETE");
  expect((await reasons(cloudformation, "CREATE_FAILED"))[0]).toContain(
    `User: arn:aws:sts::${account}:assumed-role/narrow/AWSCloudFormation is not authorized to perform: s3:CreateBucket`,
  );
});

test("a bucket that is not empty keeps its stack from being deleted", async () => {
  const { world, cloudformation } = setup();
  const TemplateBody = JSON.stringify({
    Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "assets" } } },
  });
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody }));
  await minutes(world, 3);
  const s3 = new S3Client(clientOptions(world));
  await s3.send(new PutObjectCommand({ Bucket: "assets", Key: "k", Body: "x" }));
  await cloudformation.send(new DeleteStackCommand({ StackName }));
  await minutes(world, 3);
  expect(await statusOf(cloudformation)).toBe("DELETE_FAILED");
  expect((await reasons(cloudformation, "DELETE_FAILED"))[0]).toContain(
    "The bucket you tried to delete is not empty.",
  );
});

test("a name that somebody else has fails the creation in the service's words", async () => {
  const { world, cloudformation } = setup();
  await new S3Client(clientOptions(world)).send(new CreateBucketCommand({ Bucket: "taken" }));
  const TemplateBody = JSON.stringify({
    Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "taken" } } },
  });
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody }));
  await minutes(world, 3);
  expect((await reasons(cloudformation, "CREATE_FAILED"))[0]).toMatch(
    /you already own it\..*HandlerErrorCode: AlreadyExists/,
  );
});

test("stacks and what they made are found by their tags, seconds later", async () => {
  const { world, cloudformation } = setup();
  const TemplateBody = JSON.stringify({
    Resources: { Topic: { Type: "AWS::SNS::Topic", Properties: { TopicName: "orders" } } },
  });
  const Tags = [{ Key: "copilot-application", Value: "shop" }];
  await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody, Tags }));
  const tagging = new ResourceGroupsTaggingAPIClient(clientOptions(world));
  const find = async (type: string): Promise<(string | undefined)[]> => {
    const TagFilters = [{ Key: "copilot-application", Values: ["shop"] }];
    const found = await tagging.send(new GetResourcesCommand({ TagFilters, ResourceTypeFilters: [type] }));
    expect(found.PaginationToken).toBe("");
    return (found.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN);
  };
  expect(await find("cloudformation:stack")).toEqual([]);
  await minutes(world, 3);
  const { StackResources } = await cloudformation.send(new DescribeStackResourcesCommand({ StackName }));
  expect(await find("cloudformation:stack")).toEqual([StackResources?.[0]?.StackId]);
  expect(await find("sns")).toEqual([`arn:aws:sns:eu-west-1:${account}:orders`]);
  expect(await find("codepipeline")).toEqual([]);
});

function serviceTemplate(image: string): string {
  const Cluster = { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "shop" } };
  const Task = {
    Type: "AWS::ECS::TaskDefinition",
    Properties: { Family: "api", ContainerDefinitions: [{ Name: "api", Image: image, Essential: true }] },
  };
  const Service = {
    Type: "AWS::ECS::Service",
    Properties: {
      ServiceName: "api",
      Cluster: { Ref: "Cluster" },
      TaskDefinition: { Ref: "Task" },
      DesiredCount: 2,
      LaunchType: "FARGATE",
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
    },
  };
  return JSON.stringify({ Resources: { Cluster, Task, Service } });
}

function documentOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

async function statusOf(cloudformation: CloudFormationClient): Promise<string | undefined> {
  const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0]?.StackStatus;
}

async function reasons(
  cloudformation: CloudFormationClient,
  status: string,
): Promise<(string | undefined)[]> {
  const { StackEvents } = await cloudformation.send(new DescribeStackEventsCommand({ StackName }));
  return (StackEvents ?? [])
    .filter(
      ({ ResourceStatus, ResourceType }) =>
        ResourceStatus === status && ResourceType !== "AWS::CloudFormation::Stack",
    )
    .map(({ ResourceStatusReason }) => ResourceStatusReason);
}
