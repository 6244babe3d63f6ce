import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolesCommand,
  paginateListRoles,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
} from "@aws-sdk/client-lambda";
import { beforeEach, expect, test } from "vitest";
import { setStage } from "../cloudformation/stage.ts";
import type { Stage } from "../cloudformation/stage.ts";
import { clientOptions, failureOf } from "./sdk-world.ts";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";

let stage: Stage;
let options: ReturnType<typeof clientOptions>;

beforeEach(() => {
  stage = setStage();
  options = clientOptions(stage.world, { principal: rootOf(stage.account), region: stage.region });
});

const trust = JSON.stringify({
  Statement: [
    { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
});

test("roles and their policies travel whole, with documents encoded as IAM does", async () => {
  const iam = new IAMClient(options);
  const RoleName = "shop-web";
  await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Tags: [{ Key: "team", Value: "a" }] }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "p",
      PolicyDocument: trust.replace("sts:AssumeRole", "s3:Get*"),
    }),
  );
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toBe(trust);
  expect(Role?.Tags).toEqual([{ Key: "team", Value: "a" }]);
  expect(Role?.CreateDate?.getTime()).toBe(stage.world.clock.time);
  const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "p" }));
  expect(decodeURIComponent(policy.PolicyDocument ?? "")).toContain("s3:Get*");
  expect(await failureOf(iam.send(new DeleteRoleCommand({ RoleName })))).toBe(
    "DeleteConflictException: Cannot delete entity, must delete policies first.",
  );
  expect(await failureOf(iam.send(new GetRoleCommand({ RoleName: "none" })))).toBe(
    "NoSuchEntityException: The role with name none cannot be found.",
  );
});

test("roles are listed in pages", async () => {
  const client = new IAMClient(options);
  for (const RoleName of ["a", "b", "c"]) {
    await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  }
  const pages: (readonly (string | undefined)[])[] = [];
  for await (const { Roles } of paginateListRoles({ client, pageSize: 2 }, {})) {
    pages.push((Roles ?? []).map(({ RoleName }) => RoleName));
  }
  expect(pages).toEqual([["a", "b"], ["c"]]);
  expect((await client.send(new ListRolesCommand({}))).IsTruncated).toBe(false);
});

test("alarms are put, set and described; one that is not there is refused", async () => {
  const cloudwatch = new CloudWatchClient(options);
  const AlarmName = "errors";
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName,
      ComparisonOperator: "GreaterThanThreshold",
      EvaluationPeriods: 1,
      MetricName: "Errors",
      Namespace: "Shop",
      Period: 60,
      Statistic: "Sum",
      Threshold: 5,
    }),
  );
  await cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "too many" }),
  );
  const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ StateValue: "ALARM" }));
  expect(MetricAlarms).toMatchObject([{ AlarmName, Threshold: 5, StateReason: "too many" }]);
  expect(MetricAlarms?.[0]?.StateUpdatedTimestamp).toBeInstanceOf(Date);
  await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
  const set = new SetAlarmStateCommand({ AlarmName, StateValue: "OK", StateReason: "" });
  expect(await failureOf(cloudwatch.send(set))).toBe("ResourceNotFound: Alarm does not exist.");
});

test("functions and scaling targets that stacks made are seen through their own clients", async () => {
  await stage.create("s", template);
  const lambda = new LambdaClient(options);
  const { Functions } = await lambda.send(new ListFunctionsCommand({ MaxItems: 10 }));
  const FunctionName = Functions?.[0]?.FunctionName ?? "";
  const found = await lambda.send(new GetFunctionCommand({ FunctionName }));
  expect(found.Configuration).toMatchObject({ FunctionName, Runtime: "nodejs22.x", Timeout: 30 });
  const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(configuration.FunctionArn).toBe(found.Configuration?.FunctionArn);
  expect(await failureOf(lambda.send(new GetFunctionCommand({ FunctionName: "none" })))).toBe(
    `ResourceNotFoundException: Function not found: arn:aws:lambda:${stage.region}:${stage.account}:function:none`,
  );
  const scaling = new ApplicationAutoScalingClient(options);
  const { ScalableTargets } = await scaling.send(
    new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs", ResourceIds: ["service/shop/web"] }),
  );
  expect(ScalableTargets).toMatchObject([{ MinCapacity: 1, MaxCapacity: 4 }]);
});

const template = {
  Resources: {
    Function: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Timeout: 30,
        Role: "arn:aws:iam::111111111111:role/f",
        Code: { ZipFile: "exports.handler = 1" },
      },
    },
    Target: {
      Type: "AWS::ApplicationAutoScaling::ScalableTarget",
      Properties: {
        ServiceNamespace: "ecs",
        ResourceId: "service/shop/web",
        ScalableDimension: "ecs:service:DesiredCount",
        MinCapacity: 1,
        MaxCapacity: 4,
        RoleARN: "arn:aws:iam::111111111111:role/r",
      },
    },
  },
};
