import { expect, test } from "vitest";
import type { Json } from "../../../src/domain/template.ts";
import { backendService, scheduledJob } from "../support/manifests.ts";
import { workloadInputs } from "../support/inputs.ts";
import { faultsOf, property, rendered } from "../support/rendered.ts";

const main = "/TaskDefinition/Properties/ContainerDefinitions/0";
const sidecar = "/TaskDefinition/Properties/ContainerDefinitions/1";

function named(variables: Json | undefined, name: string): Json | undefined {
  const list = Array.isArray(variables) ? variables : [];
  return list.find((variable: { readonly Name: string }) => variable.Name === name);
}

function output(name: string): Json {
  return { "Fn::GetAtt": ["AddonsStack", `Outputs.${name}`] };
}

test("variables are sorted by name, and stand after those that every container has", () => {
  const variables = {
    ZONE: { kind: "text", text: "1.10" },
    DB: { kind: "from_cfn", name: "shop-test-DB" },
  } as const;
  const environment = property(backendService({ variables }), `${main}/Environment`);
  expect(environment).toEqual([
    { Name: "COPILOT_APPLICATION_NAME", Value: { "Fn::Sub": "${AppName}" } },
    { Name: "COPILOT_SERVICE_DISCOVERY_ENDPOINT", Value: "test.shop.local" },
    { Name: "COPILOT_ENVIRONMENT_NAME", Value: { "Fn::Sub": "${EnvName}" } },
    { Name: "COPILOT_SERVICE_NAME", Value: { "Fn::Sub": "${WorkloadName}" } },
    { Name: "DB", Value: { "Fn::ImportValue": "shop-test-DB" } },
    { Name: "ZONE", Value: "1.10" },
  ]);
});

test("a secret comes from a parameter, from Secrets Manager by name, or from another stack", () => {
  const secrets = {
    TOKEN: { kind: "text", text: "/copilot/shop/test/secrets/token" },
    BROKEN: { kind: "text", text: "arn:aws:secretsmanager:eu-west-1:1:secret:db:password::" },
    DB: { kind: "secretsmanager", name: "prod/db" },
    KEY: { kind: "from_cfn", name: "shared-key" },
  } as const;
  const arn = "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:prod/db";
  expect(property(backendService({ secrets }), `${main}/Secrets`)).toEqual([
    { Name: "BROKEN", ValueFrom: "arn:aws:secretsmanager:eu-west-1:1:secret:db:password::" },
    { Name: "DB", ValueFrom: { "Fn::Sub": arn } },
    { Name: "KEY", ValueFrom: { "Fn::ImportValue": "shared-key" } },
    { Name: "TOKEN", ValueFrom: "/copilot/shop/test/secrets/token" },
  ]);
});

test("addons give the main container variables and secrets, the role policies, and the tasks security groups", () => {
  const template = {
    Resources: {
      Table: { Type: "AWS::DynamoDB::Table" },
      Access: { Type: "AWS::IAM::ManagedPolicy" },
      Password: { Type: "AWS::SecretsManager::Secret" },
      Group: { Type: "AWS::EC2::SecurityGroup" },
    },
    Outputs: {
      TableName: { Value: { Ref: "Table" } },
      AccessPolicy: { Value: { Ref: "Access" } },
      DbPassword: { Value: { Ref: "Password" } },
      ClientGroup: { Value: { Ref: "Group" } },
    },
  };
  const inputs = workloadInputs({
    addons: { template, parameters: { Engine: "mysql" }, templateUrl: "https://a" },
  });
  const manifest = backendService();
  const environment = property(manifest, `${main}/Environment`, inputs);
  expect(named(environment, "TABLE_NAME")).toEqual({ Name: "TABLE_NAME", Value: output("TableName") });
  expect(named(environment, "CLIENT_GROUP")).toEqual({ Name: "CLIENT_GROUP", Value: output("ClientGroup") });
  expect(property(manifest, `${main}/Secrets`, inputs)).toEqual([
    { Name: "DB_PASSWORD", ValueFrom: output("DbPassword") },
  ]);
  expect(property(manifest, "/TaskRole/Properties/ManagedPolicyArns", inputs)).toEqual([
    output("AccessPolicy"),
  ]);
  const groups = "/Service/Properties/NetworkConfiguration/AwsvpcConfiguration/SecurityGroups";
  expect(property(manifest, `${groups}/1`, inputs)).toEqual(output("ClientGroup"));
  expect(property(manifest, "/AddonsStack/Properties/Parameters", inputs)).toMatchObject({ Engine: "mysql" });
  expect(rendered(manifest, inputs).parameters).toMatchObject({ AddonsTemplateURL: "https://a" });
});

test.each([
  ["a text is split by shell rules", `sh -c "echo start"`, ["sh", "-c", "echo start"]],
  ["a list is taken as it is", ["sh", "-c", "echo start"], ["sh", "-c", "echo start"]],
  ["an empty text replaces nothing", "", undefined],
  ["an empty list replaces nothing", [], undefined],
])("of a command, %s", (_, command, parts) => {
  expect(property(backendService({ command }), `${main}/Command`)).toEqual(parts);
});

test("a sidecar's command that cannot be split is refused at its field", () => {
  const sidecars = { init: { image: "busybox", command: `echo "start` } };
  expect(faultsOf(backendService({ sidecars }))).toMatchObject([{ field: "sidecars.init.command" }]);
});

test.each([
  ["nothing", undefined, undefined],
  [
    "one thing, to which Copilot's defaults are added",
    { retries: 5 },
    {
      Command: ["CMD-SHELL", "curl -f http://localhost/ || exit 1"],
      Interval: 10,
      Retries: 5,
      StartPeriod: 0,
      Timeout: 5,
    },
  ],
  [
    "everything, in whole seconds",
    { command: ["CMD", "/check"], interval: 90_500, retries: 1, timeout: 2_000, start_period: 60_000 },
    { Command: ["CMD", "/check"], Interval: 90, Retries: 1, StartPeriod: 60, Timeout: 2 },
  ],
])("a health check of which the manifest says %s", (_, healthcheck, check) => {
  const image = { location: "nginx", port: 80, ...(healthcheck === undefined ? {} : { healthcheck }) };
  expect(property(backendService({ image }), `${main}/HealthCheck`)).toEqual(check);
});

test("logging that only says how long logs are kept routes nothing", () => {
  const manifest = backendService({ logging: { retention: 7 } });
  expect(property(manifest, sidecar)).toBeUndefined();
  expect(rendered(manifest).parameters).toMatchObject({ LogRetention: "7" });
  expect(rendered(manifest).parameters).not.toHaveProperty("LoggingEnvFileARN");
});

test("logging that says anything else goes through the log router", () => {
  const logging = {
    destination: { Name: "cloudwatch" },
    configFilePath: "/extra.conf",
    enableMetadata: false,
  };
  const manifest = backendService({ logging });
  expect(property(manifest, `${main}/LogConfiguration`)).toEqual({
    LogDriver: "awsfirelens",
    Options: { Name: "cloudwatch" },
  });
  expect(property(manifest, `${sidecar}/FirelensConfiguration/Options`)).toEqual({
    "enable-ecs-log-metadata": false,
    "config-file-type": "file",
    "config-file-value": "/extra.conf",
  });
  expect(rendered(manifest).parameters).toMatchObject({ LoggingEnvFileARN: "" });
});

test.each([
  ["the one that the manifest names, even if one was built", { location: "envoy:1" }, "envoy:1"],
  ["the one that was built", { build: "Dockerfile" }, "repo:envoy-v1"],
])("a sidecar's image is %s", (_, image, address) => {
  const inputs = workloadInputs({ images: { envoy: { kind: "pushed", repository: "repo", tag: "v1" } } });
  const manifest = backendService({ sidecars: { envoy: { image } } });
  expect(property(manifest, `${sidecar}/Image`, inputs)).toBe(address);
});

test("the main container's image is the one that was built, before the one that the manifest names", () => {
  const inputs = workloadInputs({
    images: { api: { kind: "pushed", repository: "repo", digest: "sha256:a" } },
  });
  expect(rendered(backendService(), inputs).parameters).toMatchObject({ ContainerImage: "repo@sha256:a" });
  expect(rendered(backendService()).parameters).toMatchObject({ ContainerImage: "nginx" });
});

test("each container has a parameter for its env file", () => {
  const inputs = workloadInputs({ envFiles: { api: "arn:1", "my-proxy": "arn:2" } });
  const manifest = backendService({
    sidecars: { "my-proxy": { image: "envoy" }, init: { image: "busybox" } },
  });
  expect(rendered(manifest, inputs).parameters).toMatchObject({
    EnvFileARN: "arn:1",
    EnvFileARNFormyproxy: "arn:2",
    EnvFileARNForinit: "",
  });
});

test.each([
  ["has no owner", true, 2_902_841_359],
  ["names its owner", { uid: 1000, gid: 1000 }, 1000],
])("a managed volume that %s belongs to a user of its own", (_, efs, uid) => {
  const manifest = backendService({ storage: { volumes: { files: { path: "/files", efs } } } });
  const user = property(manifest, "/AccessPoint/Properties/PosixUser");
  expect(user).toEqual({ Uid: uid, Gid: uid });
  expect(property(manifest, "/EnvControllerAction/Properties/Parameters")).toEqual(["EFSWorkloads"]);
});

test("a volume is only written to when the manifest says that it is not read-only", () => {
  const efs = { id: { kind: "text", text: "fs-1" } } as const;
  const volumes = { logs: { path: "/logs", efs }, data: { path: "/data", read_only: false, efs } };
  const manifest = backendService({ storage: { volumes } });
  const actions = (index: number) =>
    property(manifest, `/TaskRole/Properties/Policies/${index}/PolicyDocument/Statement/0/Action`);
  expect(actions(1)).toEqual(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]);
  expect(actions(2)).toEqual(["elasticfilesystem:ClientMount"]);
  expect(property(manifest, `${main}/MountPoints`)).toEqual([
    { ContainerPath: "/data", ReadOnly: false, SourceVolume: "data" },
    { ContainerPath: "/logs", ReadOnly: true, SourceVolume: "logs" },
  ]);
});

test.each([
  [20, undefined],
  [21, { SizeInGiB: 21 }],
])("%s GiB of ephemeral storage", (ephemeral, size) => {
  const manifest = backendService({ storage: { ephemeral } });
  expect(property(manifest, "/TaskDefinition/Properties/EphemeralStorage")).toEqual(size);
});

test("topics need a region, from which the partition of their ARNs follows", () => {
  const manifest = backendService({ publish: { topics: [{ name: "orders", fifo: true }] } });
  expect(named(property(manifest, `${main}/Environment`), "COPILOT_SNS_TOPIC_ARNS")).toEqual({
    Name: "COPILOT_SNS_TOPIC_ARNS",
    Value: `{"orders.fifo":"arn:aws:sns:eu-west-1:111122223333:shop-test-api-orders.fifo"}`,
  });
  const { region: _, ...environment } = workloadInputs().environment;
  const nowhere = workloadInputs({ environment });
  expect(faultsOf(manifest, nowhere)).toMatchObject([{ code: "region-unknown", field: "publish.topics" }]);
});

test("an override of the task definition that cannot be applied is refused at its place in the manifest", () => {
  const overrides = [{ path: "ContainerDefinitions[9].StopTimeout", value: 90 }];
  expect(faultsOf(scheduledJob({ taskdef_overrides: overrides }))).toMatchObject([
    { code: "index-out-of-bounds", field: "taskdef_overrides[0].path" },
  ]);
});

test("subnets by tags must have been looked up before rendering", () => {
  const placement = { subnets: { kind: "from_tags", from_tags: { tier: ["app"] } } } as const;
  const manifest = backendService({ network: { vpc: { placement } } });
  expect(faultsOf(manifest)).toMatchObject([{ code: "subnets-not-looked-up" }]);
});
