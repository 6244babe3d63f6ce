import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourceCommand,
} from "@aws-sdk/client-cloudformation";
import {
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { beforeEach, expect, test } from "vitest";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { setContainerBehaviour } from "../../../src/simulator/services/ecs/container-behaviour.ts";
import { account, clientOptions, failureOf, region, sdkWorld } from "./sdk-world.ts";

const StackName = "shop-test-web";
let world: World;
let balancing: ElasticLoadBalancingV2Client;

beforeEach(async () => {
  world = sdkWorld("2026-05-04T08:00:00Z");
  balancing = new ElasticLoadBalancingV2Client(clientOptions(world));
  const cloudformation = new CloudFormationClient(clientOptions(world));
  setContainerBehaviour(world, "nginx:slow", { kind: "slow", seconds: 50 });
  await cloudformation.send(
    new CreateStackCommand({ StackName, TemplateBody: template(), Capabilities: ["CAPABILITY_NAMED_IAM"] }),
  );
});

const pass = (seconds: number): Promise<void> => world.run(world.clock.sleep(seconds * 1000));

async function idOf(logicalId: string): Promise<string> {
  const cloudformation = new CloudFormationClient(clientOptions(world));
  const { StackResourceDetail } = await cloudformation.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId: logicalId }),
  );
  return StackResourceDetail?.PhysicalResourceId ?? "";
}

test("a listener's rules come in the order of their priorities, the default one last", async () => {
  await pass(900);
  const { Rules } = await balancing.send(new DescribeRulesCommand({ ListenerArn: await idOf("Listener") }));
  expect(Rules?.map(({ Priority, IsDefault }) => [Priority, IsDefault])).toEqual([
    ["2", false],
    ["10", false],
    ["default", true],
  ]);
  const ListenerArn = `arn:aws:elasticloadbalancing:${region}:${account}:listener/app/none/1/2`;
  expect(await failureOf(balancing.send(new DescribeRulesCommand({ ListenerArn })))).toBe(
    "ListenerNotFoundException: One or more listeners not found",
  );
});

test("targets are initial, then healthy, as the tasks behind them are", async () => {
  let seen: string[] = [];
  for (let step = 0; step < 90; step += 1) {
    await pass(10);
    if ((await idOf("Group")) === "") continue;
    const now = (await states()).join(" ");
    if (now !== seen.at(-1)) seen = [...seen, now];
  }
  expect(seen).toEqual(["", "initial initial", "healthy healthy"]);
});

test("target groups are paged", async () => {
  await pass(900);
  const first = await balancing.send(new DescribeTargetGroupsCommand({ PageSize: 1 }));
  const second = await balancing.send(
    new DescribeTargetGroupsCommand({ PageSize: 1, Marker: first.NextMarker }),
  );
  const names = [first, second].map(({ TargetGroups }) =>
    TargetGroups?.map(({ TargetGroupName }) => TargetGroupName),
  );
  expect(names).toEqual([["web"], ["other"]]);
  expect(second.NextMarker).toBeUndefined();
});

test("functions are shown with the runtime that they were made with", async () => {
  await pass(900);
  const call = { service: "lambda", region, credentials: world.issueCredentials(rootOf(account)) };
  const FunctionName = await idOf("Function");
  const found = await world.call({ ...call, action: "GetFunctionConfiguration", input: { FunctionName } });
  expect(found).toMatchObject({ Runtime: "nodejs20.x", FunctionArn: expect.stringContaining(FunctionName) });
  const none = world.call({ ...call, action: "GetFunction", input: { FunctionName: "none" } });
  await expect(none).rejects.toThrow(
    "Function not found: arn:aws:lambda:eu-west-1:111122223333:function:none",
  );
});

test("what scales is shown with its limits", async () => {
  await pass(900);
  const call = {
    service: "application-auto-scaling",
    region,
    credentials: world.issueCredentials(rootOf(account)),
  };
  const input = { ServiceNamespace: "ecs", ResourceIds: ["service/shop/web"] };
  expect(await world.call({ ...call, action: "DescribeScalableTargets", input })).toMatchObject({
    ScalableTargets: [{ MinCapacity: 2, MaxCapacity: 6 }],
  });
});

async function states(): Promise<(string | undefined)[]> {
  const TargetGroupArn = await idOf("Group");
  const health = await balancing.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return health.TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.State) ?? [];
}

function forward(group: string): object[] {
  return [{ Type: "forward", TargetGroupArn: { Ref: group } }];
}

function targetGroup(name: string): object {
  return {
    Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
    Properties: { Name: name, Port: 80, Protocol: "HTTP", TargetType: "ip", VpcId: "vpc-1" },
  };
}

function rule(priority: number): object {
  return {
    Type: "AWS::ElasticLoadBalancingV2::ListenerRule",
    Properties: {
      ListenerArn: { Ref: "Listener" },
      Priority: priority,
      Actions: forward("Group"),
      Conditions: [{ Field: "path-pattern", Values: ["/a"] }],
    },
  };
}

function template(): string {
  const trust = {
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  };
  return JSON.stringify({
    Resources: {
      Balancer: {
        Type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
        Properties: { Name: "shop", Subnets: ["subnet-1", "subnet-2"] },
      },
      Group: targetGroup("web"),
      Other: { ...targetGroup("other"), DependsOn: "Group" },
      Listener: {
        Type: "AWS::ElasticLoadBalancingV2::Listener",
        Properties: {
          LoadBalancerArn: { Ref: "Balancer" },
          Port: 80,
          Protocol: "HTTP",
          DefaultActions: forward("Group"),
        },
      },
      RuleTen: rule(10),
      RuleTwo: rule(2),
      Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "shop" } },
      Task: {
        Type: "AWS::ECS::TaskDefinition",
        Properties: {
          Family: "web",
          ContainerDefinitions: [{ Name: "web", Image: "nginx:slow", Essential: true }],
        },
      },
      Service: {
        Type: "AWS::ECS::Service",
        DependsOn: "Listener",
        Properties: {
          ServiceName: "web",
          Cluster: { Ref: "Cluster" },
          TaskDefinition: { Ref: "Task" },
          DesiredCount: "2",
          LoadBalancers: [{ ContainerName: "web", ContainerPort: "80", TargetGroupArn: { Ref: "Group" } }],
        },
      },
      Target: {
        Type: "AWS::ApplicationAutoScaling::ScalableTarget",
        DependsOn: "Service",
        Properties: {
          ServiceNamespace: "ecs",
          ResourceId: "service/shop/web",
          ScalableDimension: "ecs:service:DesiredCount",
          MinCapacity: 2,
          MaxCapacity: 6,
          RoleARN: { "Fn::GetAtt": ["Role", "Arn"] },
        },
      },
      Role: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trust } },
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Runtime: "nodejs20.x",
          Handler: "index.handler",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          Code: { ZipFile: "exports.handler = 1" },
        },
      },
    },
  });
}
