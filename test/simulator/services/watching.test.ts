import { buildProject } from "../../support/build-project.ts";
import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand } from "@aws-sdk/client-codebuild";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { beforeEach, expect, test } from "vitest";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import type { World } from "../../../src/simulator/kernel/world.ts";
import { setBuildBehaviour } from "../../../src/simulator/services/codebuild/build-state.ts";
import { setContainerBehaviour } from "../../../src/simulator/services/ecs/container-behaviour.ts";
import { setContainerLines } from "../../../src/simulator/services/ecs/container-lines.ts";
import { account, clientOptions, failureOf, region, sdkWorld } from "./sdk-world.ts";

const queueArn = `arn:aws:sqs:${region}:${account}:autoland`;
let world: World;
let sqs: SQSClient;
let cloudformation: CloudFormationClient;

beforeEach(() => {
  world = sdkWorld("2026-05-04T08:00:00Z");
  sqs = new SQSClient(clientOptions(world));
  cloudformation = new CloudFormationClient(clientOptions(world));
});

const pass = (seconds: number): Promise<void> => world.run(world.clock.sleep(seconds * 1000));

/** A queue that a rule for everything of some sources may send to. */
async function listenTo(source: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "autoland" }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: queuePolicy } }));
  const events = new EventBridgeClient(clientOptions(world));
  await events.send(new PutRuleCommand({ Name: "all", EventPattern: JSON.stringify({ source: [source] }) }));
  await events.send(new PutTargetsCommand({ Rule: "all", Targets: [{ Id: "queue", Arn: queueArn }] }));
  return QueueUrl ?? "";
}

const queuePolicy = JSON.stringify({
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:events:${region}:${account}:rule/all` } },
    },
  ],
});

async function drain(QueueUrl: string): Promise<{ readonly detail: Record<string, unknown> }[]> {
  const bodies: { readonly detail: Record<string, unknown> }[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(JSON.parse(Body));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

async function createStack(StackName: string, template: object): Promise<void> {
  await cloudformation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody: JSON.stringify(template),
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    }),
  );
}

test("a queue hears of every status that a stack comes to, in order", async () => {
  const url = await listenTo("aws.cloudformation");
  await createStack("shop", { Resources: { A: { Type: "AWS::SNS::Topic" } } });
  await pass(120);
  await cloudformation.send(new DeleteStackCommand({ StackName: "shop" }));
  await pass(120);
  const events = await drain(url);
  expect(events.map(({ detail }) => detail["status-details"])).toMatchObject([
    { status: "CREATE_IN_PROGRESS" },
    { status: "CREATE_COMPLETE" },
    { status: "DELETE_IN_PROGRESS" },
    { status: "DELETE_COMPLETE" },
  ]);
  expect(events[0]).toMatchObject({
    "detail-type": "CloudFormation Stack Status Change",
    source: "aws.cloudformation",
    account,
    region,
  });
});

test("a queue whose policy does not name EventBridge hears nothing", async () => {
  const url = await listenTo("aws.cloudformation");
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: url,
      Attributes: { Policy: JSON.stringify({ Statement: [] }) },
    }),
  );
  await createStack("shop", { Resources: { A: { Type: "AWS::SNS::Topic" } } });
  await pass(120);
  expect(await drain(url)).toEqual([]);
});

test.each<[how: string, role: object | undefined, policy: boolean, hears: boolean]>([
  ["with a role and that bus's policy", allowed("*"), true, true],
  [
    "with a role that may not send there",
    allowed("arn:aws:events:eu-west-1:999999999999:event-bus/default"),
    true,
    false,
  ],
  ["without that bus's policy", allowed("*"), false, false],
  ["without a role", undefined, true, false],
])("another account's bus hears of a stack %s: %s", async (_how, role, policy, hears) => {
  const other = "222222222222";
  const url = await listenTo("aws.cloudformation");
  if (policy) await createStack("let-in", { Resources: { In: busPolicyFor(other) } });
  const elsewhere = new CloudFormationClient(clientOptions(world, { principal: rootOf(other) }));
  const create = (StackName: string, template: object): Promise<unknown> =>
    elsewhere.send(
      new CreateStackCommand({
        StackName,
        TemplateBody: JSON.stringify(template),
        Capabilities: ["CAPABILITY_NAMED_IAM"],
      }),
    );
  const there = `arn:aws:events:${region}:${account}:event-bus/default`;
  await create("send", {
    Resources: {
      ...(role === undefined ? {} : { Role: role }),
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: {
          EventPattern: { source: ["aws.cloudformation"] },
          Targets: [
            {
              Id: "there",
              Arn: there,
              ...(role === undefined ? {} : { RoleArn: { "Fn::GetAtt": ["Role", "Arn"] } }),
            },
          ],
        },
      },
    },
  });
  await pass(120);
  await drain(url);
  await create("shop", { Resources: { A: { Type: "AWS::SNS::Topic" } } });
  await pass(120);
  const events = (await drain(url)) as readonly {
    readonly account?: string;
    readonly detail: Record<string, unknown>;
  }[];
  expect(events.map((event) => event.account)).toEqual(hears ? [other, other] : []);
});

function allowed(bus: string): object {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [
          { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sts:AssumeRole" },
        ],
      },
      Policies: [
        {
          PolicyName: "send",
          PolicyDocument: { Statement: [{ Effect: "Allow", Action: "events:PutEvents", Resource: bus }] },
        },
      ],
    },
  };
}

function busPolicyFor(other: string): object {
  return {
    Type: "AWS::Events::EventBusPolicy",
    Properties: {
      StatementId: "in",
      Statement: {
        Effect: "Allow",
        Principal: { AWS: other },
        Action: "events:PutEvents",
        Resource: `arn:aws:events:${region}:${account}:event-bus/default`,
      },
    },
  };
}

test("a queue hears how a rollout ends, and the containers' lines say why", async () => {
  const url = await listenTo("aws.ecs");
  setContainerBehaviour(world, "nginx:bad", { kind: "exits", code: 3 });
  setContainerLines(world, "nginx:bad", { atStart: ["booting"], atFailure: ["FATAL: no DATABASE_URL"] });
  await createStack("web", serviceTemplate);
  await pass(1800);
  const names = (await drain(url)).map(({ detail }) => detail["eventName"]);
  expect(names.slice(0, 2)).toEqual(["SERVICE_DEPLOYMENT_IN_PROGRESS", "SERVICE_DEPLOYMENT_FAILED"]);
});

test("lines are read by stream, and found by terms", async () => {
  setContainerBehaviour(world, "nginx:bad", { kind: "exits", code: 3 });
  setContainerLines(world, "nginx:bad", { atStart: ["booting"], atFailure: ["FATAL: no DATABASE_URL"] });
  await createStack("web", serviceTemplate);
  await pass(120);
  const logs = new CloudWatchLogsClient(clientOptions(world));
  const logGroupName = "/copilot/shop";
  const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName }));
  const logStreamName = logStreams?.[0]?.logStreamName ?? "";
  expect(logStreamName).toMatch(/^copilot\/web\/[0-9a-f]{32}$/);
  const { events, nextForwardToken } = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
  );
  expect(events?.map(({ message }) => message)).toEqual(["booting", "FATAL: no DATABASE_URL"]);
  const after = await logs.send(
    new GetLogEventsCommand({ logGroupName, logStreamName, nextToken: nextForwardToken }),
  );
  expect(after).toMatchObject({ events: [], nextForwardToken });
  const found = await logs.send(
    new FilterLogEventsCommand({ logGroupName, filterPattern: "FATAL -booting", limit: 1 }),
  );
  expect(found.events?.map(({ message }) => message)).toEqual(["FATAL: no DATABASE_URL"]);
  expect(await failureOf(logs.send(new FilterLogEventsCommand({ logGroupName: "/none" })))).toBe(
    "ResourceNotFoundException: The specified log group does not exist.",
  );
});

test("a long poll ends when a message comes, or with its patience", async () => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "autoland" }));
  const begin = world.clock.time;
  await world.run(sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })));
  expect(world.clock.time - begin).toBe(20_000);
});

test("a received message is hidden for its time, and comes back when nobody deletes it", async () => {
  const url = await listenTo("aws.cloudformation");
  await createStack("shop", { Resources: { A: { Type: "AWS::SNS::Topic" } } });
  await pass(2);
  const receive = new ReceiveMessageCommand({ QueueUrl: url, VisibilityTimeout: 60 });
  const first = (await sqs.send(receive)).Messages?.[0];
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  expect(Attributes).toEqual({ ApproximateNumberOfMessagesNotVisible: "1" });
  await pass(61);
  const again = (await sqs.send(receive)).Messages?.[0];
  expect(again?.MessageId).toBe(first?.MessageId);
  expect(again?.Attributes).toMatchObject({ ApproximateReceiveCount: "2" });
  await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: again?.ReceiptHandle }));
});

test("a queue that is not there is refused", async () => {
  const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/none`;
  expect(await failureOf(sqs.send(new ReceiveMessageCommand({ QueueUrl })))).toMatch(
    /The specified queue does not exist\.$/,
  );
});

test("a build goes through its phases in time, and fails in the one that it was told to", async () => {
  await createStack("pipeline", projectTemplate);
  await pass(120);
  setBuildBehaviour(world, "images", { failsIn: "BUILD", message: "docker build: exit status 1" });
  const codebuild = new CodeBuildClient(clientOptions(world));
  const started = await codebuild.send(
    new StartBuildCommand({ projectName: "images", sourceVersion: "abc123" }),
  );
  expect(started.build).toMatchObject({
    buildStatus: "IN_PROGRESS",
    currentPhase: "QUEUED",
    sourceVersion: "abc123",
  });
  const ids = [started.build?.id ?? ""];
  await pass(30);
  const running = (await codebuild.send(new BatchGetBuildsCommand({ ids }))).builds?.[0];
  expect(running?.currentPhase).toBe("PRE_BUILD");
  await pass(300);
  const ended = await codebuild.send(new BatchGetBuildsCommand({ ids: [...ids, "images:none"] }));
  expect(ended.buildsNotFound).toEqual(["images:none"]);
  expect(ended.builds?.[0]).toMatchObject({
    buildStatus: "FAILED",
    buildComplete: true,
    currentPhase: "COMPLETED",
  });
  expect(
    ended.builds?.[0]?.phases?.map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus ?? ""}`),
  ).toEqual([
    "SUBMITTED SUCCEEDED",
    "QUEUED SUCCEEDED",
    "PROVISIONING SUCCEEDED",
    "DOWNLOAD_SOURCE SUCCEEDED",
    "INSTALL SUCCEEDED",
    "PRE_BUILD SUCCEEDED",
    "BUILD FAILED",
    "UPLOAD_ARTIFACTS SUCCEEDED",
    "FINALIZING SUCCEEDED",
    "COMPLETED ",
  ]);
  expect(await failureOf(codebuild.send(new StartBuildCommand({ projectName: "none" })))).toMatch(
    /^ResourceNotFoundException: Project cannot be found: arn:aws:codebuild:/,
  );
});

test("the event history shows who changed what, five minutes later, newest first, without secrets", async () => {
  const ssm = new SSMClient(clientOptions(world));
  await ssm.send(new PutParameterCommand({ Name: "/a", Value: "hush", Type: "SecureString" }));
  await failureOf(ssm.send(new PutParameterCommand({ Name: "/a", Value: "hush", Type: "SecureString" })));
  const trail = new CloudTrailClient(clientOptions(world));
  const LookupAttributes = [{ AttributeKey: "EventName" as const, AttributeValue: "PutParameter" }];
  const atOnce = await trail.send(new LookupEventsCommand({ LookupAttributes }));
  expect(atOnce.Events).toEqual([]);
  await pass(301);
  const first = await trail.send(new LookupEventsCommand({ LookupAttributes, MaxResults: 1 }));
  const second = await trail.send(
    new LookupEventsCommand({ LookupAttributes, MaxResults: 1, NextToken: first.NextToken }),
  );
  expect(JSON.parse(first.Events?.[0]?.CloudTrailEvent ?? "")).toMatchObject({
    eventSource: "ssm.amazonaws.com",
    errorCode: "ParameterAlreadyExists",
    requestParameters: { name: "/a", value: "HIDDEN_DUE_TO_SECURITY_REASONS" },
  });
  expect(second.Events?.[0]).toMatchObject({
    EventName: "PutParameter",
    Username: "root",
    ReadOnly: "false",
  });
  expect(second.NextToken).toBeUndefined();
});

const serviceTemplate = {
  Resources: {
    Logs: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/copilot/shop" } },
    Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "shop" } },
    Task: {
      Type: "AWS::ECS::TaskDefinition",
      DependsOn: "Logs",
      Properties: {
        Family: "web",
        ContainerDefinitions: [
          {
            Name: "web",
            Image: "nginx:bad",
            Essential: true,
            LogConfiguration: {
              LogDriver: "awslogs",
              Options: { "awslogs-group": "/copilot/shop", "awslogs-stream-prefix": "copilot" },
            },
          },
        ],
      },
    },
    Service: {
      Type: "AWS::ECS::Service",
      Properties: {
        ServiceName: "web",
        Cluster: { Ref: "Cluster" },
        TaskDefinition: { Ref: "Task" },
        DesiredCount: "1",
        DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
      },
    },
  },
};

const projectTemplate = {
  Resources: {
    Project: buildProject("images", account),
  },
};
