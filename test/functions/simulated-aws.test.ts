import { beforeEach, expect, test } from "vitest";
import { functionBundles } from "../../src/functions/bundle.ts";
import type { FunctionName } from "../../src/functions/catalog.ts";
import { loadOwnFunctions } from "../../src/functions/own-functions.ts";
import { deployedRuntime } from "../../src/functions/runtimes.ts";
import { setFunctionRunner } from "../../src/simulator/cloudformation/function-registry.ts";
import { setStage } from "../simulator/cloudformation/stage.ts";
import type { Stage, StackView } from "../simulator/cloudformation/stage.ts";
import { ownFunctionRunner } from "../../src/simulator/cloudformation/own-function-runner.ts";

const account = "111111111111";
const tags = { "copilot-application": "shop", "copilot-environment": "test" };
const lists = ["ALBWorkloads", "NATWorkloads", "Aliases"];
const capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"];

const own = await loadOwnFunctions();

let stage: Stage;

beforeEach(async () => {
  stage = setStage();
  setFunctionRunner(stage.world, ownFunctionRunner(own));
  const environment = await stage.create("shop-test", environmentTemplate(), {
    Tags: tagList(tags),
    Capabilities: capabilities,
  });
  expect(environment.StackStatus, environment.StackStatusReason).toBe("CREATE_COMPLETE");
});

test("a workload enters its environment as its own role, and reads what the environment then has", async () => {
  const created = await create("api");
  expect(created.StackStatus, created.StackStatusReason).toBe("CREATE_COMPLETE");
  expect(await environmentLists()).toEqual({
    ALBWorkloads: "api",
    NATWorkloads: "",
    Aliases: '{"api":["api.example.com"]}',
  });
  expect(outputsOf(created)).toMatchObject({ Listener: "listener of api", Count: "3" });
});

test("workloads that come together all enter, none is lost, and all leave again", async () => {
  const names = ["api", "web", "jobs", "mail"];
  for (const name of names) await start(name);
  for (const name of names)
    expect((await stage.settled(`shop-test-${name}`)).StackStatus).toBe("CREATE_COMPLETE");
  expect((await environmentLists())["ALBWorkloads"]?.split(",").toSorted()).toEqual(names.toSorted());
  for (const name of names) await stage.call("DeleteStack", { StackName: `shop-test-${name}` });
  for (const name of names) await gone(`shop-test-${name}`);
  expect(await environmentLists()).toEqual({ ALBWorkloads: "", NATWorkloads: "", Aliases: "" });
});

test("an update that changes nothing for the environment leaves its stack alone", async () => {
  await create("api");
  const before = (await stage.events("shop-test")).length;
  const updated = await stage.update("shop-test-api", await workloadTemplate("api", "v1.34.0"), {
    Capabilities: capabilities,
  });
  expect(updated.StackStatus).toBe("UPDATE_COMPLETE");
  expect((await stage.events("shop-test")).length).toBe(before);
});

test("a role that may not touch the environment fails the stack with AWS's words, and its rollback is clean", async () => {
  const created = await create("api", { Statement: [] });
  expect(created.StackStatus).toBe("ROLLBACK_COMPLETE");
  const { StackEvents: events } = await stage.call("DescribeStackEvents", { StackName: "shop-test-api" });
  const reasons = (events as readonly { readonly ResourceStatusReason?: string }[]).map(
    (event) => event.ResourceStatusReason ?? "",
  );
  expect(reasons.join("\n")).toMatch(/Entering api in environment stack shop-test: AccessDenied/);
  expect((await environmentLists())["ALBWorkloads"]).toBe("");
});

async function create(name: string, policy?: object): Promise<StackView> {
  await start(name, policy);
  return stage.settled(`shop-test-${name}`);
}

async function start(name: string, policy?: object): Promise<void> {
  await stage.call("CreateStack", {
    StackName: `shop-test-${name}`,
    TemplateBody: JSON.stringify(await workloadTemplate(name, "v1.33.0", policy)),
    Tags: tagList({ ...tags, "copilot-service": name }),
    Capabilities: capabilities,
  });
}

async function gone(name: string): Promise<void> {
  const stacks = (await stage.call("ListStacks"))["StackSummaries"] as readonly {
    StackName: string;
    StackId: string;
  }[];
  const id = stacks.find((stack) => stack.StackName === name)?.StackId ?? "";
  expect((await stage.settled(id)).StackStatus).toBe("DELETE_COMPLETE");
}

async function environmentLists(): Promise<Record<string, string>> {
  const { Parameters: parameters } = await stage.settled("shop-test");
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.ParameterKey, parameter.ParameterValue]),
  );
}

function outputsOf(stack: StackView): Record<string, string> {
  return Object.fromEntries(stack.Outputs.map((output) => [output.OutputKey, output.OutputValue]));
}

function tagList(record: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(record).map(([key, value]) => ({ Key: key, Value: value }));
}

function environmentTemplate(): object {
  const role = "arn:aws:iam::111111111111:role/shop-test-CFNExecutionRole";
  return {
    Parameters: Object.fromEntries(lists.map((name) => [name, { Type: "String", Default: "" }])),
    Resources: {
      CloudformationExecutionRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: "shop-test-CFNExecutionRole",
          AssumeRolePolicyDocument: trust("cloudformation.amazonaws.com"),
          Policies: [
            { PolicyName: "all", PolicyDocument: { Version: "2012-10-17", Statement: [allow(["*"], "*")] } },
          ],
        },
      },
      Topic: {
        Type: "AWS::SNS::Topic",
        Properties: { DisplayName: { "Fn::Join": ["|", lists.map((name) => ({ Ref: name }))] } },
      },
    },
    Outputs: {
      CFNExecutionRoleARN: { Value: role },
      HTTPListenerArn: { Value: { "Fn::Sub": "listener of ${ALBWorkloads}" } },
      EnabledFeatures: { Value: { "Fn::Join": [",", lists.map((name) => ({ Ref: name }))] } },
    },
  };
}

async function workloadTemplate(
  name: string,
  version: string,
  policy: object = controllerPolicy(),
): Promise<object> {
  const functions = ["EnvControllerFunction", "DynamicDesiredCountFunction"] as const;
  const lambdas = await Promise.all(functions.map(async (id) => [id, await lambdaFunction(id)] as const));
  return {
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: trust("lambda.amazonaws.com"),
          Policies: [{ PolicyName: "control", PolicyDocument: { Version: "2012-10-17", ...policy } }],
        },
      },
      ...Object.fromEntries(lambdas),
      EnvControllerAction: {
        Type: "Custom::EnvControllerFunction",
        Properties: {
          ServiceToken: { "Fn::GetAtt": ["EnvControllerFunction", "Arn"] },
          Workload: name,
          EnvStack: "shop-test",
          Parameters: ["ALBWorkloads", "Aliases"],
          Aliases: [`${name}.example.com`],
          EnvVersion: version,
        },
      },
      DynamicDesiredCountAction: {
        Type: "Custom::DynamicDesiredCountFunction",
        Properties: {
          ServiceToken: { "Fn::GetAtt": ["DynamicDesiredCountFunction", "Arn"] },
          Cluster: "shop-test-Cluster",
          App: "shop",
          Env: "test",
          Svc: name,
          DefaultDesiredCount: 3,
          UpdateID: version,
        },
      },
    },
    Outputs: {
      Listener: { Value: { "Fn::GetAtt": ["EnvControllerAction", "HTTPListenerArn"] } },
      Count: { Value: { "Fn::GetAtt": ["DynamicDesiredCountAction", "DesiredCount"] } },
    },
  };
}

async function lambdaFunction(name: FunctionName): Promise<object> {
  const bundle = (await functionBundles("Load Balanced Web Service")).get(name);
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      Code: { S3Bucket: "artifacts", S3Key: bundle?.key },
      Handler: "index.handler",
      Timeout: 900,
      MemorySize: 512,
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      Runtime: deployedRuntime,
    },
  };
}

/** What Copilot's templates allow the function, and no more: its calls have to get by with it. */
function controllerPolicy(): object {
  const stack = `arn:aws:cloudformation:us-west-2:${account}:stack/shop-test/*`;
  const role = `arn:aws:iam::${account}:role/shop-test-CFNExecutionRole`;
  return {
    Statement: [
      {
        ...allow(["cloudformation:DescribeStacks", "cloudformation:UpdateStack"], stack),
        Condition: ofEnvironment("cloudformation"),
      },
      { ...allow(["iam:PassRole"], role), Condition: ofEnvironment("iam") },
      allow(["tag:GetResources"], "*"),
    ],
  };
}

function allow(actions: readonly string[], resource: string): object {
  return { Effect: "Allow", Action: actions, Resource: resource };
}

function trust(service: string): object {
  return {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  };
}

/** Only what carries the environment's tags. */
function ofEnvironment(prefix: string): object {
  const entries = Object.entries(tags).map(([key, value]) => [`${prefix}:ResourceTag/${key}`, value]);
  return { StringEquals: Object.fromEntries(entries) };
}
