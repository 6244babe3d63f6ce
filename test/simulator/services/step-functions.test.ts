import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { beforeEach, expect, test } from "vitest";
import { loadOwnFunctions } from "../../../src/functions/own-functions.ts";
import { setFunctionRunner } from "../../../src/simulator/cloudformation/function-registry.ts";
import { ownFunctionRunner } from "../../../src/simulator/cloudformation/own-function-runner.ts";
import { copyStateMachine } from "../../../src/render/static-site/copy-state-machine.ts";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import { setTaskRun } from "../../../src/simulator/services/ecs/standalone-tasks.ts";
import { setStage } from "../cloudformation/stage.ts";
import type { Stage } from "../cloudformation/stage.ts";
import { clientOptions, failureOf } from "./sdk-world.ts";

let stage: Stage;
let client: SFNClient;
let s3: S3Client;

beforeEach(() => {
  stage = setStage();
  const options = clientOptions(stage.world, { principal: rootOf(stage.account), region: stage.region });
  client = new SFNClient(options);
  s3 = new S3Client(options);
});

const tags = { "copilot-application": "shop", "copilot-environment": "test", "copilot-service": "site" };
const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

test("the state machine of a static site copies its files with their types, and empties the cache", async () => {
  const stateMachineArn = await site();
  await upload(
    "mapping.json",
    JSON.stringify([
      { path: "local-assets/1", destPath: "index.html", contentType: "text/html" },
      { path: "local-assets/2", destPath: "data" },
    ]),
  );
  await upload("local-assets/1", "<h1>");
  await upload("local-assets/2", "1,2");
  const execution = await stage.world.run(client.send(new StartSyncExecutionCommand({ stateMachineArn })));
  expect(execution).toMatchObject({ status: "SUCCEEDED" });
  const page = await s3.send(new GetObjectCommand({ Bucket: "site-files", Key: "index.html" }));
  expect([page.ContentType, await page.Body?.transformToString()]).toEqual(["text/html", "<h1>"]);
  const data = await s3.send(new GetObjectCommand({ Bucket: "site-files", Key: "data" }));
  expect(data.ContentType).toBe("binary/octet-stream");
  const calls = stage.world.log.records.filter(({ via }) => via === "sfn.amazonaws.com");
  expect(calls.map(({ action }) => action)).toEqual([
    "GetObject",
    "CopyObject",
    "CopyObject",
    "CreateInvalidation",
  ]);
});

test("our trigger runs the state machine as a custom resource, and its failure fails the stack in the state's words", async () => {
  setFunctionRunner(stage.world, ownFunctionRunner(await loadOwnFunctions()));
  const stateMachineArn = await site();
  await upload("mapping.json", JSON.stringify([{ path: "local-assets/1", destPath: "index.html" }]));
  const failed = await stage.create("trigger", trigger(stateMachineArn));
  expect(failed.StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(JSON.stringify(await stage.call("DescribeStackEvents", { StackName: "trigger" }))).toMatch(
    /Running state machine [^"]*the execution ended FAILED \(S3\.\w+Exception/,
  );
  await stage.remove("trigger");
  await upload("local-assets/1", "<h1>");
  const created = await stage.create("trigger", trigger(stateMachineArn));
  expect(created.StackStatus, created.StackStatusReason).toBe("CREATE_COMPLETE");
  const page = await s3.send(new GetObjectCommand({ Bucket: "site-files", Key: "index.html" }));
  expect(await page.Body?.transformToString()).toBe("<h1>");
});

test("a file that is not there fails the execution in the service's words", async () => {
  const stateMachineArn = await site();
  await upload("mapping.json", JSON.stringify([{ path: "local-assets/none", destPath: "index.html" }]));
  const execution = await stage.world.run(client.send(new StartSyncExecutionCommand({ stateMachineArn })));
  expect(execution).toMatchObject({ status: "FAILED" });
  expect(`${execution.error} ${execution.cause}`).toMatch(
    /^S3\.\w+Exception .*\(Service: S3, Status Code: 40[34]/,
  );
});

test("what the role of a state machine may not do, its states may not do", async () => {
  const stateMachineArn = await site();
  await upload("mapping.json", JSON.stringify([{ path: "secret/1", destPath: "index.html" }]));
  await upload("secret/1", "not for the site");
  const execution = await stage.world.run(client.send(new StartSyncExecutionCommand({ stateMachineArn })));
  expect(execution).toMatchObject({ status: "FAILED", error: "S3.S3Exception" });
  expect(execution.cause).toContain("is not authorized to perform: s3:GetObject");
});

test("a job's task ends with 0: its execution succeeds with the task as its output", async () => {
  const stateMachineArn = await job();
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: "first" }));
  expect((await describe(executionArn)).status).toBe("RUNNING");
  await pass(600);
  const { status, output } = await describe(executionArn);
  expect([status, JSON.parse(output ?? "{}").lastStatus]).toEqual(["SUCCEEDED", "STOPPED"]);
  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  expect(events?.map(({ type }) => type)).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "ExecutionSucceeded",
  ]);
  const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
  expect(stateMachines).toMatchObject([{ stateMachineArn, type: "STANDARD" }]);
});

test("a task that fails is retried as often as the definition says, ever later, and then fails the execution", async () => {
  const stateMachineArn = await job();
  setTaskRun(stage.world, "job", { exitCode: 3, seconds: 10 });
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
  await pass(1200);
  const { status, error, cause } = await describe(executionArn);
  expect([status, error]).toEqual(["FAILED", "States.TaskFailed"]);
  expect(JSON.parse(cause ?? "{}").containers).toMatchObject([{ exitCode: 3 }]);
  const runs = stage.world.log.records.filter(({ action }) => action === "RunTask");
  expect(runs).toHaveLength(3);
  const [first = 0, second = 0, third = 0] = runs.map(({ time }) => Date.parse(time));
  expect(third - second).toBeGreaterThan(second - first);
});

test("an execution that runs out of time stops its task; one that is stopped is aborted", async () => {
  const stateMachineArn = await job();
  setTaskRun(stage.world, "job", { exitCode: 0, seconds: 5000 });
  const late = await client.send(new StartExecutionCommand({ stateMachineArn, name: "late" }));
  await pass(1000);
  expect((await describe(late.executionArn)).status).toBe("TIMED_OUT");
  const stopped = await client.send(new StartExecutionCommand({ stateMachineArn, name: "stopped" }));
  await pass(60);
  await client.send(new StopExecutionCommand({ executionArn: stopped.executionArn }));
  expect((await describe(stopped.executionArn)).status).toBe("ABORTED");
  const { tasks } = await stage.call("DescribeTasks", { cluster: "jobs", tasks: await taskArns() }, "ecs");
  expect((tasks as readonly { lastStatus: string }[]).map(({ lastStatus }) => lastStatus)).toEqual([
    "STOPPED",
    "STOPPED",
  ]);
  const { executions } = await client.send(
    new ListExecutionsCommand({ stateMachineArn, statusFilter: "TIMED_OUT" }),
  );
  expect(executions?.map(({ name }) => name)).toEqual(["late"]);
});

test("a name is taken once; what is not there is refused", async () => {
  const stateMachineArn = await job();
  await client.send(new StartExecutionCommand({ stateMachineArn, name: "once" }));
  const again = new StartExecutionCommand({ stateMachineArn, name: "once", input: '{"a":1}' });
  expect(await failureOf(client.send(again))).toContain("ExecutionAlreadyExists: ");
  const wrong = new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` });
  expect(await failureOf(client.send(wrong))).toContain("StateMachineDoesNotExist: ");
  const sync = stage.world.run(client.send(new StartSyncExecutionCommand({ stateMachineArn })));
  expect(await failureOf(sync)).toContain("StateMachineTypeNotSupported: ");
});

async function site(): Promise<string> {
  const created = await stage.create(
    "site",
    {
      Parameters: {
        ArtifactKeyARN: { Type: "String", Default: "arn:aws:kms:us-west-2:1:key/1" },
        ...Object.fromEntries(
          ["AppName", "EnvName", "WorkloadName"].map((name, index) => [
            name,
            { Type: "String", Default: Object.values(tags)[index] },
          ]),
        ),
      },
      Resources: {
        Artifacts: { Type: "AWS::S3::Bucket", Properties: { BucketName: "artifacts" } },
        Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "site-files" } },
        CloudFrontDistribution: {
          Type: "AWS::CloudFront::Distribution",
          Properties: { DistributionConfig: { Enabled: true } },
        },
        ...copyStateMachine({ bucket: "artifacts", path: "mapping.json" }, undefined),
      },
      Outputs: { Machine: { Value: { Ref: "CopyAssetsStateMachine" } } },
    },
    { Tags },
  );
  expect(created.StackStatus, created.StackStatusReason).toBe("CREATE_COMPLETE");
  return created.Outputs[0]?.OutputValue ?? "";
}

/** As a static site's template has it; Copilot's code stands in it, for which ours is run. */
function trigger(StateMachineARN: string): object {
  return {
    Resources: {
      Role: role("lambda.amazonaws.com", {
        Effect: "Allow",
        Action: "states:StartSyncExecution",
        Resource: StateMachineARN,
      }),
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Code: { S3Bucket: "artifacts", S3Key: "function.zip" },
          Handler: "index.handler",
          Runtime: "nodejs22.x",
          Timeout: 900,
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
        },
      },
      Action: {
        Type: "Custom::TriggerStateMachine",
        Properties: { ServiceToken: { "Fn::GetAtt": ["Function", "Arn"] }, StateMachineARN },
      },
    },
  };
}

async function upload(Key: string, Body: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: "artifacts", Key, Body }));
}

function role(service: string, statement: object): object {
  return {
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
      },
      Policies: [{ PolicyName: "p", PolicyDocument: { Statement: [statement].flat() } }],
    },
  };
}

async function job(): Promise<string> {
  const definition = {
    TimeoutSeconds: 900,
    StartAt: "Run",
    States: {
      Run: {
        Type: "Task",
        Resource: "arn:aws:states:::ecs:runTask.sync",
        Parameters: {
          LaunchType: "FARGATE",
          Cluster: "${Cluster}",
          TaskDefinition: "${TaskDefinition}",
          "Group.$": "$$.Execution.Name",
          NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ["subnet-1"] } },
        },
        Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 6 }],
        End: true,
      },
    },
  };
  const created = await stage.create("job", {
    Resources: {
      Cluster: { Type: "AWS::ECS::Cluster", Properties: { ClusterName: "jobs" } },
      Execution: role("ecs-tasks.amazonaws.com", { Effect: "Allow", Action: "logs:*", Resource: "*" }),
      TaskDefinition: {
        Type: "AWS::ECS::TaskDefinition",
        Properties: {
          Family: "job",
          Cpu: "256",
          Memory: "512",
          NetworkMode: "awsvpc",
          RequiresCompatibilities: ["FARGATE"],
          ExecutionRoleArn: { "Fn::GetAtt": ["Execution", "Arn"] },
          ContainerDefinitions: [{ Name: "job", Image: "public.ecr.aws/docker/library/busybox:1" }],
        },
      },
      Role: role("states.amazonaws.com", [
        { Effect: "Allow", Action: "iam:PassRole", Resource: { "Fn::GetAtt": ["Execution", "Arn"] } },
        {
          Effect: "Allow",
          Action: "ecs:RunTask",
          Resource: { Ref: "TaskDefinition" },
          Condition: { ArnEquals: { "ecs:cluster": { "Fn::GetAtt": ["Cluster", "Arn"] } } },
        },
        {
          Effect: "Allow",
          Action: ["ecs:StopTask", "ecs:DescribeTasks"],
          Resource: "*",
          Condition: { ArnEquals: { "ecs:cluster": { "Fn::GetAtt": ["Cluster", "Arn"] } } },
        },
      ]),
      Machine: {
        Type: "AWS::StepFunctions::StateMachine",
        Properties: {
          RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
          DefinitionSubstitutions: { Cluster: { Ref: "Cluster" }, TaskDefinition: { Ref: "TaskDefinition" } },
          DefinitionString: JSON.stringify(definition),
        },
      },
    },
    Outputs: { Machine: { Value: { Ref: "Machine" } } },
  });
  expect(created.StackStatus, created.StackStatusReason).toBe("CREATE_COMPLETE");
  return created.Outputs[0]?.OutputValue ?? "";
}

async function taskArns(): Promise<readonly string[]> {
  const { taskArns: arns } = await stage.call(
    "ListTasks",
    { cluster: "jobs", desiredStatus: "STOPPED" },
    "ecs",
  );
  return arns as readonly string[];
}

async function describe(executionArn: string | undefined): Promise<{
  readonly status?: string | undefined;
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}> {
  return client.send(new DescribeExecutionCommand({ executionArn }));
}

async function pass(seconds: number): Promise<void> {
  await stage.world.run(stage.world.clock.sleep(seconds * 1000));
}
