import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { beforeEach, expect, test } from "vitest";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import { setServiceLoad } from "../../../src/simulator/services/ecs/service-load.ts";
import { setStage } from "../cloudformation/stage.ts";
import type { Stage } from "../cloudformation/stage.ts";
import { clientOptions, failureOf } from "./sdk-world.ts";

let stage: Stage;
let scaling: ApplicationAutoScalingClient;
let cloudwatch: CloudWatchClient;
let serviceArn: string;

beforeEach(async () => {
  stage = setStage();
  const options = clientOptions(stage.world, { principal: rootOf(stage.account), region: stage.region });
  scaling = new ApplicationAutoScalingClient(options);
  cloudwatch = new CloudWatchClient(options);
  const created = await stage.create("s", template({}));
  expect(created.StackStatus, created.StackStatusReason).toBe("CREATE_COMPLETE");
  serviceArn = created.Outputs[0]?.OutputValue ?? "";
});

test("a service under load is scaled out to its target, at most to its maximum, and in again when the load is gone", async () => {
  setServiceLoad(stage.world, serviceArn, { cpu: 210 });
  await pass(20);
  // 210 percent of one task at a target of 70: three tasks.
  expect(await desired()).toBe(3);
  setServiceLoad(stage.world, serviceArn, { cpu: 900 });
  await pass(30);
  expect(await desired()).toBe(5);
  setServiceLoad(stage.world, serviceArn, { cpu: 20 });
  await pass(40);
  expect(await desired()).toBe(1);
  const { ScalingActivities } = await scaling.send(
    new DescribeScalingActivitiesCommand({ ServiceNamespace: "ecs" }),
  );
  expect(ScalingActivities?.[0]?.Description).toBe("Setting desired count to 1.");
  expect(ScalingActivities?.[0]?.Cause).toMatch(/AlarmLow-.* in state ALARM triggered policy cpu$/);
  const calls = stage.world.log.records.filter(({ action }) => action === "UpdateService");
  expect(new Set(calls.map(({ principal, via }) => `${principal} ${via}`))).toEqual(
    new Set(["application-autoscaling.amazonaws.com application-auto-scaling.amazonaws.com"]),
  );
});

test("a service in the middle of a deployment is not scaled in", async () => {
  setServiceLoad(stage.world, serviceArn, { cpu: 350 });
  await pass(30);
  expect(await desired()).toBe(5);
  setServiceLoad(stage.world, serviceArn, { cpu: 5 });
  await pass(13.5);
  const input = { cluster: "c", service: "web", forceNewDeployment: true };
  const alarmed = new DescribeAlarmsCommand({ StateValue: "ALARM" });
  while ((await cloudwatch.send(alarmed)).MetricAlarms?.length !== 2) {
    if ((await look()).deployments[0]?.rolloutState === "COMPLETED")
      await stage.call("UpdateService", input, "ecs");
    await pass(0.1);
  }
  const held = await look();
  expect([held.desiredCount, held.deployments[0]?.rolloutState]).toEqual([5, "IN_PROGRESS"]);
  await pass(10);
  expect(await desired()).toBe(1);
});

test("a suspended target stays as it is; two policies scale in only when both agree, and as far as both do", async () => {
  await scaling.send(
    new RegisterScalableTargetCommand({ ...address(), SuspendedState: { DynamicScalingOutSuspended: true } }),
  );
  setServiceLoad(stage.world, serviceArn, { cpu: 210 });
  await pass(20);
  expect(await desired()).toBe(1);
  await scaling.send(
    new RegisterScalableTargetCommand({
      ...address(),
      SuspendedState: { DynamicScalingOutSuspended: false },
    }),
  );
  await pass(10);
  expect(await desired()).toBe(3);
  setServiceLoad(stage.world, serviceArn, { cpu: 10, memory: 200 });
  await pass(40);
  expect(await desired()).toBe(3);
  // Memory still needs two, whatever the processor would do with.
  setServiceLoad(stage.world, serviceArn, { cpu: 10, memory: 130 });
  await pass(40);
  expect(await desired()).toBe(2);
});

test("targets and policies of a stack are described with their alarms, change with it and go with it", async () => {
  const { ScalingPolicies } = await scaling.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: "ecs" }),
  );
  expect(ScalingPolicies?.map(({ PolicyName, Alarms }) => [PolicyName, Alarms?.length])).toEqual([
    ["cpu", 2],
    ["memory", 2],
  ]);
  await stage.update("s", template({ MaxCapacity: 9 }));
  const look = new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs" });
  expect((await scaling.send(look)).ScalableTargets).toMatchObject([{ MinCapacity: 1, MaxCapacity: 9 }]);
  await stage.remove("s");
  expect((await scaling.send(look)).ScalableTargets).toEqual([]);
  expect((await cloudwatch.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
  const wrong = new RegisterScalableTargetCommand({ ...address(), MinCapacity: 3, MaxCapacity: 2 });
  expect(await failureOf(scaling.send(wrong))).toContain("ValidationException: Maximum capacity cannot be");
});

test("metrics are kept by namespace, name and dimensions, and move the alarms that watch them", async () => {
  const Dimensions = [{ Name: "Queue", Value: "orders" }];
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: "late",
      Namespace: "shop",
      MetricName: "Age",
      Dimensions,
      Statistic: "Maximum",
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 10,
      ComparisonOperator: "GreaterThanThreshold",
    }),
  );
  const states: (string | undefined)[] = [];
  for (const Value of [5, 20, 30, 1, 2]) {
    const MetricData = [{ MetricName: "Age", Dimensions, Value }];
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: "shop", MetricData }));
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ["late"] }));
    states.push(MetricAlarms?.[0]?.StateValue);
    await pass(1);
  }
  expect(states).toEqual(["OK", "OK", "ALARM", "ALARM", "OK"]);
  const now = stage.world.clock.time;
  const { Datapoints } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: "shop",
      MetricName: "Age",
      Dimensions,
      StartTime: new Date(now - 600_000),
      EndTime: new Date(now),
      Period: 600,
      Statistics: ["Maximum", "Sum", "SampleCount"],
    }),
  );
  expect(Datapoints?.reduce((sum, point) => sum + (point.Sum ?? 0), 0)).toBe(58);
  const { Metrics } = await cloudwatch.send(new ListMetricsCommand({ Namespace: "shop" }));
  expect(Metrics).toEqual([{ Namespace: "shop", MetricName: "Age", Dimensions }]);
  const reserved = new PutMetricDataCommand({
    Namespace: "AWS/ECS",
    MetricData: [{ MetricName: "x", Value: 1 }],
  });
  expect(await failureOf(cloudwatch.send(reserved))).toContain(
    "The value AWS/ for parameter Namespace is invalid.",
  );
});

function address(): {
  readonly ServiceNamespace: "ecs";
  readonly ScalableDimension: "ecs:service:DesiredCount";
  readonly ResourceId: string;
} {
  return {
    ServiceNamespace: "ecs",
    ScalableDimension: "ecs:service:DesiredCount",
    ResourceId: "service/c/web",
  };
}

interface ServiceView {
  readonly desiredCount: number;
  readonly deployments: readonly { readonly rolloutState: string }[];
}

async function look(): Promise<ServiceView> {
  const { services } = await stage.call("DescribeServices", { cluster: "c", services: ["web"] }, "ecs");
  return (services as readonly ServiceView[])[0] ?? { desiredCount: -1, deployments: [] };
}

async function desired(): Promise<number> {
  return (await look()).desiredCount;
}

async function pass(minutes: number): Promise<void> {
  await stage.world.run(stage.world.clock.sleep(minutes * 60_000));
}

function policy(PolicyName: string, PredefinedMetricType: string): object {
  return {
    Type: "AWS::ApplicationAutoScaling::ScalingPolicy",
    Properties: {
      PolicyName,
      PolicyType: "TargetTrackingScaling",
      ScalingTargetId: { Ref: "Target" },
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType },
        ScaleInCooldown: 120,
        ScaleOutCooldown: 60,
        TargetValue: 70,
      },
    },
  };
}

function template(change: { readonly MaxCapacity?: number }): object {
  return {
    Resources: {
      Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "c" } },
      TaskDefinition: {
        Type: "AWS::ECS::TaskDefinition",
        Properties: {
          Family: "web",
          Cpu: "256",
          Memory: "512",
          NetworkMode: "awsvpc",
          RequiresCompatibilities: ["FARGATE"],
          ContainerDefinitions: [{ Name: "web", Image: "public.ecr.aws/nginx/nginx:1" }],
        },
      },
      Service: {
        Type: "AWS::ECS::Service",
        Properties: {
          ServiceName: "web",
          Cluster: { Ref: "Cluster" },
          TaskDefinition: { Ref: "TaskDefinition" },
          LaunchType: "FARGATE",
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ["subnet-1"] } },
        },
      },
      Target: {
        Type: "AWS::ApplicationAutoScaling::ScalableTarget",
        DependsOn: "Service",
        Properties: {
          MinCapacity: 1,
          MaxCapacity: change.MaxCapacity ?? 5,
          ResourceId: "service/c/web",
          ScalableDimension: "ecs:service:DesiredCount",
          ServiceNamespace: "ecs",
          RoleARN: "arn:aws:iam::111111111111:role/scaling",
        },
      },
      Cpu: policy("cpu", "ECSServiceAverageCPUUtilization"),
      Memory: policy("memory", "ECSServiceAverageMemoryUtilization"),
    },
    Outputs: { Service: { Value: { Ref: "Service" } } },
  };
}
