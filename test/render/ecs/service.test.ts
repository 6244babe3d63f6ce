import { expect, test } from "vitest";
import type { Count } from "../../../src/manifest/parts/count.ts";
import { backendService, workerService } from "../support/manifests.ts";
import { workloadInputs } from "../support/inputs.ts";
import { property, rendered } from "../support/rendered.ts";

const value = (number: number) => ({ form: "value", value: number }) as const;

test.each<[string, Count, unknown, unknown]>([
  ["a number", 3, "FARGATE", undefined],
  ["a range without Spot", { range: "1-5", cpu_percentage: value(70) }, "FARGATE", undefined],
  ["Spot alone", { spot: 3 }, undefined, [{ CapacityProvider: "FARGATE_SPOT", Weight: 1 }]],
  [
    "Spot from the fourth task on",
    { range: { min: 1, max: 9, spot_from: 4 }, cpu_percentage: value(70) },
    undefined,
    [
      { CapacityProvider: "FARGATE_SPOT", Weight: 1 },
      { CapacityProvider: "FARGATE", Weight: 0, Base: 3 },
    ],
  ],
  [
    "Spot from a task on that always runs",
    { range: { min: 5, max: 9, spot_from: 4 }, cpu_percentage: value(70) },
    undefined,
    [{ CapacityProvider: "FARGATE_SPOT", Weight: 1 }],
  ],
  [
    "Spot from the first task on, whose base is not negative",
    { range: { min: 0, max: 9, spot_from: 0 }, cpu_percentage: value(70) },
    undefined,
    [
      { CapacityProvider: "FARGATE_SPOT", Weight: 1 },
      { CapacityProvider: "FARGATE", Weight: 0, Base: 0 },
    ],
  ],
])("the capacity of a service with %s", (_, count, launchType, strategy) => {
  expect(property(backendService({ count }), "/Service/Properties/LaunchType")).toEqual(launchType);
  expect(property(backendService({ count }), "/Service/Properties/CapacityProviderStrategy")).toEqual(
    strategy,
  );
});

test.each<[string, Count, string]>([
  ["a number", 3, "3"],
  ["no task at all", 0, "0"],
  ["Spot", { spot: 4 }, "4"],
  ["a range", { range: "2-7", cpu_percentage: value(70) }, "2"],
  ["a range as a map", { range: { min: 5, max: 7 }, cpu_percentage: value(70) }, "5"],
])("a service with a count of %s is created with the tasks that its parameter says", (_, count, tasks) => {
  expect(rendered(backendService({ count })).parameters).toMatchObject({ TaskCount: tasks });
});

test("a service that scales by itself asks what its count is before each update", () => {
  const manifest = backendService({ count: { range: "1-5", cpu_percentage: value(70) } });
  const asked = { "Fn::GetAtt": ["DynamicDesiredCountAction", "DesiredCount"] };
  expect(property(manifest, "/Service/Properties/DesiredCount")).toEqual(asked);
  expect(property(backendService({ count: 2 }), "/Service/Properties/DesiredCount")).toEqual({
    Ref: "TaskCount",
  });
});

test("the count is asked again when the update id changes, and only then", () => {
  const manifest = backendService({ count: { range: "1-5", memory_percentage: value(70) } });
  const first = rendered(manifest);
  expect(rendered(manifest)).toEqual(first);
  expect(rendered(manifest, workloadInputs({ updateId: "second" }))).not.toEqual(first);
});

test("rest periods of one metric go before those of all, and Copilot's stand for the rest", () => {
  const manifest = backendService({
    count: {
      range: "1-5",
      cooldown: { in: 90_000 },
      cpu_percentage: { form: "map", value: 60, cooldown: { in: 30_000, out: 500 } },
      memory_percentage: value(70),
    },
  });
  const policy = (metric: string) =>
    property(
      manifest,
      `/AutoScalingPolicyECSServiceAverage${metric}/Properties/TargetTrackingScalingPolicyConfiguration`,
    );
  expect(policy("CPUUtilization")).toMatchObject({
    ScaleInCooldown: 30,
    ScaleOutCooldown: 0.5,
    TargetValue: 60,
  });
  expect(policy("MemoryUtilization")).toMatchObject({
    ScaleInCooldown: 90,
    ScaleOutCooldown: 60,
    TargetValue: 70,
  });
});

test("a worker may let as many messages wait as its tasks work off in the accepted time, rounded up", () => {
  const delay = { acceptable_latency: 600_000, msg_processing_time: 7_000 };
  const manifest = workerService({ count: { range: "1-5", queue_delay: delay } });
  const configuration = "/AutoScalingPolicyEventsQueue/Properties/TargetTrackingScalingPolicyConfiguration";
  expect(property(manifest, `${configuration}/TargetValue`)).toBe(86);
});

test.each([
  ["public", "ENABLED", "${AppName}-${EnvName}-PublicSubnets", []],
  ["private", "DISABLED", "${AppName}-${EnvName}-PrivateSubnets", ["NATWorkloads"]],
])("tasks in %s subnets", (placement, publicIp, exportName, environmentNeeds) => {
  const manifest = backendService({ network: { vpc: { placement } } });
  expect(property(manifest, "/Service/Properties/NetworkConfiguration/AwsvpcConfiguration")).toMatchObject({
    AssignPublicIp: publicIp,
    Subnets: { "Fn::Split": [",", { "Fn::ImportValue": { "Fn::Sub": exportName } }] },
  });
  expect(property(manifest, "/EnvControllerAction/Properties/Parameters")).toEqual(environmentNeeds);
});

test("chosen subnets have no public addresses and need nothing of the environment", () => {
  const placement = { subnets: { kind: "ids", ids: ["subnet-1", "subnet-2"] } } as const;
  const manifest = backendService({ network: { vpc: { placement } } });
  expect(property(manifest, "/Service/Properties/NetworkConfiguration/AwsvpcConfiguration")).toMatchObject({
    AssignPublicIp: "DISABLED",
    Subnets: ["subnet-1", "subnet-2"],
  });
  expect(property(manifest, "/EnvControllerAction/Properties/Parameters")).toEqual([]);
});

test.each([
  ["nobody says", undefined, [100, 200]],
  ["it says default", "default", [100, 200]],
  ["it says Recreate, in any case", "Recreate", [0, 100]],
])("a deployment replaces tasks as %s", (_, rolling, [minimum, maximum]) => {
  const manifest = backendService(rolling === undefined ? {} : { deployment: { rolling } });
  expect(property(manifest, "/Service/Properties/DeploymentConfiguration")).toMatchObject({
    MinimumHealthyPercent: minimum,
    MaximumPercent: maximum,
  });
});

test("existing alarms are named as they are, and none is made", () => {
  const deployment = { rollback_alarms: { kind: "names", names: ["a", "b"] } } as const;
  const manifest = backendService({ deployment });
  expect(property(manifest, "/Service/Properties/DeploymentConfiguration/Alarms")).toEqual({
    AlarmNames: ["a", "b"],
    Enable: true,
    Rollback: true,
  });
  expect(Object.keys(rendered(manifest).template.Resources).filter((id) => id.endsWith("Alarm"))).toEqual([]);
});

test("thresholds make alarms, and the service names them", () => {
  const deployment = {
    rollback_alarms: { kind: "thresholds", cpu_utilization: 80.5, messages_delayed: 5 },
  } as const;
  const manifest = workerService({ deployment });
  expect(property(manifest, "/Service/Properties/DeploymentConfiguration/Alarms/AlarmNames")).toEqual([
    "shop-test-mailer-CopilotRollbackCPUAlarm",
    "shop-test-mailer-CopilotRollbackMsgsDelayedAlarm",
  ]);
  expect(property(manifest, "/CPURollbackAlarm/Properties/Threshold")).toBe(80.5);
  expect(property(manifest, "/MessagesDelayedRollbackAlarm/Properties/Threshold")).toBe(5);
});

test("an alarm's name that would be too long takes equal parts of the three names", () => {
  const name = "w".repeat(250);
  const deployment = { rollback_alarms: { kind: "thresholds", cpu_utilization: 80 } } as const;
  const manifest = backendService({ name, deployment });
  const inputs = workloadInputs({ application: { name: "a".repeat(100), tags: {} } });
  const parts = `${"a".repeat(76)}-test-${"w".repeat(76)}-CopilotRollbackCPUAlarm`;
  expect(property(manifest, "/CPURollbackAlarm/Properties/AlarmName", inputs)).toBe(parts);
});

test.each([
  ["off", false, false],
  ["on", true, true],
  ["a map, even one that says no", { enable: false }, true],
])("ECS Exec is %s as the manifest's exec says", (_, exec, enabled) => {
  const manifest = backendService({ exec });
  expect(property(manifest, "/Service/Properties/EnableExecuteCommand")).toEqual(enabled ? true : undefined);
});

test.each([
  ["linux/amd64", undefined, "LATEST"],
  ["linux/x86_64", undefined, "LATEST"],
  ["linux/arm64", { OperatingSystemFamily: "LINUX", CpuArchitecture: "ARM64" }, "LATEST"],
  [
    "windows/amd64",
    { OperatingSystemFamily: "WINDOWS_SERVER_2019_CORE", CpuArchitecture: "X86_64" },
    "1.0.0",
  ],
])("a service on %s", (platform, runtime, version) => {
  const manifest = backendService({ platform });
  expect(property(manifest, "/TaskDefinition/Properties/RuntimePlatform")).toEqual(runtime);
  expect(property(manifest, "/Service/Properties/PlatformVersion")).toBe(version);
});

test.each([
  ["is off", undefined, undefined],
  ["is on", true, { DnsName: { Ref: "WorkloadName" }, Port: { Ref: "TargetPort" } }],
  ["has an alias", { alias: "api.local" }, { DnsName: "api.local", Port: { Ref: "TargetPort" } }],
])("Service Connect that %s", (_, connect, alias) => {
  const manifest = backendService({ network: connect === undefined ? {} : { connect } });
  const configuration = "/Service/Properties/ServiceConnectConfiguration";
  expect(property(manifest, `${configuration}/Services/0/ClientAliases/0`)).toEqual(alias);
  const off = { "Fn::If": ["IsGovCloud", { Ref: "AWS::NoValue" }, { Enabled: false }] };
  if (connect === undefined) expect(property(manifest, configuration)).toEqual(off);
});

test("a service without a port can call others over Service Connect, and offers nothing", () => {
  const manifest = backendService({ image: { location: "nginx" }, network: { connect: true } });
  const configuration = "/Service/Properties/ServiceConnectConfiguration";
  expect(property(manifest, `${configuration}/Enabled`)).toBe(true);
  expect(property(manifest, `${configuration}/Services`)).toBeUndefined();
  expect(rendered(manifest).parameters).toMatchObject({ ContainerPort: "-1", TargetPort: "-1" });
});
