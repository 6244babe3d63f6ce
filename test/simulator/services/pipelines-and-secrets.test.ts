import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CodeBuildClient,
  StartBuildCommand,
} from "@aws-sdk/client-codebuild";
import {
  CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListPipelinesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-codepipeline";
import { IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from "@aws-sdk/client-resource-groups-tagging-api";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, expect, test } from "vitest";
import { rootOf, sessionOf } from "../../../src/simulator/kernel/principal.ts";
import { setBuildBehaviour } from "../../../src/simulator/services/codebuild/build-state.ts";
import { setStageExecution } from "../../../src/simulator/services/codepipeline/pipeline-state.ts";
import { setStage } from "../cloudformation/stage.ts";
import type { Stage } from "../cloudformation/stage.ts";
import { clientOptions, failureOf } from "./sdk-world.ts";

let stage: Stage;
let options: ReturnType<typeof clientOptions>;

beforeEach(async () => {
  stage = setStage();
  options = clientOptions(stage.world, { principal: rootOf(stage.account), region: stage.region });
  const created = await stage.create("pipeline-shop", template(), {
    Tags: [{ Key: "copilot-application", Value: "shop" }],
  });
  expect(created.StackStatus, created.StackStatusReason).toBe("CREATE_COMPLETE");
});

test("a pipeline is found by its tag, and read with its stages as the template gave them", async () => {
  const tagging = new ResourceGroupsTaggingAPIClient(options);
  await pass(10);
  const { ResourceTagMappingList } = await tagging.send(
    new GetResourcesCommand({
      ResourceTypeFilters: ["codepipeline:pipeline"],
      TagFilters: [{ Key: "copilot-application", Values: ["shop"] }],
    }),
  );
  const arn = `arn:aws:codepipeline:${stage.region}:${stage.account}:shop-release`;
  expect(ResourceTagMappingList?.map(({ ResourceARN }) => ResourceARN)).toEqual([arn]);
  const client = new CodePipelineClient(options);
  expect((await client.send(new ListPipelinesCommand({}))).pipelines).toMatchObject([
    { name: "shop-release" },
  ]);
  const { pipeline, metadata } = await client.send(new GetPipelineCommand({ name: "shop-release" }));
  expect(metadata?.pipelineArn).toBe(arn);
  expect(pipeline?.stages?.map(({ name }) => name)).toEqual(["Source", "DeployTo-test", "DeployTo-prod"]);
  expect(pipeline?.stages?.[0]?.actions?.[0]).toMatchObject({
    name: "Code",
    actionTypeId: { category: "Source", provider: "CodeStarSourceConnection" },
    configuration: { BranchName: "release", FullRepositoryId: "acme/shop" },
  });
  const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  expect(tags).toEqual([{ key: "copilot-application", value: "shop" }]);
  expect(await failureOf(client.send(new GetPipelineCommand({ name: "none" })))).toContain(
    `PipelineNotFoundException: Account '${stage.account}' does not have a pipeline with name 'none'`,
  );
});

test("the way into a stage is closed and opened, with who did it and why", async () => {
  const client = new CodePipelineClient(options);
  const look = async (): Promise<unknown> =>
    (await client.send(new GetPipelineStateCommand({ name: "shop-release" }))).stageStates?.map(
      ({ stageName, inboundTransitionState: state }) => [stageName, state?.enabled, state?.disabledReason],
    );
  expect(await look()).toEqual([
    ["Source", true, undefined],
    ["DeployTo-test", true, undefined],
    ["DeployTo-prod", false, "not yet"],
  ]);
  const transition = { pipelineName: "shop-release", transitionType: "Inbound" as const };
  await client.send(
    new DisableStageTransitionCommand({ ...transition, stageName: "DeployTo-test", reason: "taken over" }),
  );
  await client.send(new EnableStageTransitionCommand({ ...transition, stageName: "DeployTo-prod" }));
  expect(await look()).toEqual([
    ["Source", true, undefined],
    ["DeployTo-test", false, "taken over"],
    ["DeployTo-prod", true, undefined],
  ]);
  const place = {
    account: stage.account,
    region: stage.region,
    pipeline: "shop-release",
    stage: "DeployTo-test",
  };
  setStageExecution(stage.world, place, { executionId: "e-1", status: "Failed", summary: "no" });
  const { stageStates } = await client.send(new GetPipelineStateCommand({ name: "shop-release" }));
  expect(stageStates?.[1]?.latestExecution).toMatchObject({ pipelineExecutionId: "e-1", status: "Failed" });
  const wrong = new EnableStageTransitionCommand({ ...transition, stageName: "none" });
  expect(await failureOf(client.send(wrong))).toContain("StageNotFoundException: ");
});

test("builds of a tagged project are started, and fail where they are told to", async () => {
  const client = new CodeBuildClient(options);
  const { projects } = await client.send(new BatchGetProjectsCommand({ names: ["shop-build"] }));
  expect(projects?.[0]?.tags).toEqual([{ key: "copilot-application", value: "shop" }]);
  setBuildBehaviour(stage.world, "shop-build", { failsIn: "BUILD", message: "tests failed" });
  const { build } = await client.send(new StartBuildCommand({ projectName: "shop-build" }));
  await pass(300);
  const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [build?.id ?? ""] }));
  expect(builds).toMatchObject([{ buildStatus: "FAILED", currentPhase: "COMPLETED" }]);
});

test("a secret is described without its value, by name and ARN; a deleted one can be had back", async () => {
  const client = new SecretsManagerClient(options);
  const { ARN } = await client.send(
    new CreateSecretCommand({
      Name: "shop/db",
      SecretString: "hunter2",
      Tags: [{ Key: "copilot-application", Value: "shop" }],
    }),
  );
  await client.send(new TagResourceCommand({ SecretId: "shop/db", Tags: [{ Key: "team", Value: "a" }] }));
  for (const SecretId of ["shop/db", ARN]) {
    const described = await client.send(new DescribeSecretCommand({ SecretId }));
    expect(described.Tags).toEqual([
      { Key: "copilot-application", Value: "shop" },
      { Key: "team", Value: "a" },
    ]);
    expect(JSON.stringify(described)).not.toContain("hunter2");
  }
  expect((await client.send(new GetSecretValueCommand({ SecretId: ARN }))).SecretString).toBe("hunter2");
  await client.send(new DeleteSecretCommand({ SecretId: "shop/db", RecoveryWindowInDays: 7 }));
  expect(await failureOf(client.send(new GetSecretValueCommand({ SecretId: "shop/db" })))).toContain(
    "InvalidRequestException: ",
  );
  await client.send(new RestoreSecretCommand({ SecretId: "shop/db" }));
  await client.send(new DeleteSecretCommand({ SecretId: "shop/db", RecoveryWindowInDays: 7 }));
  await pass(8 * 86_400);
  expect(await failureOf(client.send(new DescribeSecretCommand({ SecretId: "shop/db" })))).toContain(
    "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
  );
  const history = new LookupEventsCommand({
    LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: "CreateSecret" }],
  });
  const { Events } = await new CloudTrailClient(options).send(history);
  expect(Events?.length).toBe(2);
  expect(JSON.stringify(Events)).not.toContain("hunter2");
  const { SecretList } = await client.send(new ListSecretsCommand({}));
  expect(SecretList?.map(({ Name }) => Name)).toEqual(["from-the-stack"]);
});

test("policies are simulated as they stand, and who may not look is refused", async () => {
  const PolicySourceArn = `arn:aws:iam::${stage.account}:role/looker`;
  const client = new IAMClient(options);
  const secret = `arn:aws:secretsmanager:${stage.region}:${stage.account}:secret:from-the-stack-abcdef`;
  const { EvaluationResults } = await client.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames: ["codepipeline:GetPipeline", "secretsmanager:GetSecretValue", "ssm:GetParameter"],
      ResourceArns: [secret],
    }),
  );
  expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual([
    "allowed",
    "explicitDeny",
    "implicitDeny",
  ]);
  const session = clientOptions(stage.world, {
    principal: sessionOf(PolicySourceArn, "me"),
    region: stage.region,
  });
  const secrets = new SecretsManagerClient(session);
  const { ARN } = await secrets.send(new DescribeSecretCommand({ SecretId: "from-the-stack" }));
  expect(ARN).toContain(":secret:from-the-stack-");
  expect(await failureOf(secrets.send(new GetSecretValueCommand({ SecretId: ARN })))).toContain(
    "is not authorized to perform: secretsmanager:GetSecretValue",
  );
  const pipelines = new CodePipelineClient(session);
  await pipelines.send(new GetPipelineCommand({ name: "shop-release" }));
  const close = new DisableStageTransitionCommand({
    pipelineName: "shop-release",
    stageName: "DeployTo-test",
    transitionType: "Inbound",
    reason: "x",
  });
  expect(await failureOf(pipelines.send(close))).toContain(
    "is not authorized to perform: codepipeline:DisableStageTransition",
  );
  const unknown = new SimulatePrincipalPolicyCommand({
    PolicySourceArn: `${PolicySourceArn}x`,
    ActionNames: ["a:B"],
  });
  expect(await failureOf(client.send(unknown))).toContain("NoSuchEntity");
});

async function pass(seconds: number): Promise<void> {
  await stage.world.run(stage.world.clock.sleep(seconds * 1000));
}

function action(Name: string, Category: string, Provider: string, Configuration: object): object {
  return {
    Name,
    ActionTypeId: { Category, Owner: "AWS", Provider, Version: "1" },
    Configuration,
    RunOrder: 1,
  };
}

function template(): object {
  return {
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: "looker",
          AssumeRolePolicyDocument: {
            Statement: [
              { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          },
          Policies: [
            {
              PolicyName: "look",
              PolicyDocument: {
                Version: "2012-10-17",
                Statement: [
                  {
                    Effect: "Allow",
                    Action: ["codepipeline:Get*", "secretsmanager:Describe*"],
                    Resource: "*",
                  },
                  { Effect: "Deny", Action: "secretsmanager:GetSecretValue", Resource: "*" },
                ],
              },
            },
          ],
        },
      },
      Secret: {
        Type: "AWS::SecretsManager::Secret",
        Properties: { Name: "from-the-stack", GenerateSecretString: { PasswordLength: 16 } },
      },
      Build: {
        Type: "AWS::CodeBuild::Project",
        Properties: {
          Name: "shop-build",
          ServiceRole: { "Fn::GetAtt": ["Role", "Arn"] },
          Artifacts: { Type: "CODEPIPELINE" },
          Environment: {
            Type: "LINUX_CONTAINER",
            ComputeType: "BUILD_GENERAL1_SMALL",
            Image: "aws/codebuild/standard:7.0",
          },
          Source: { Type: "CODEPIPELINE" },
        },
      },
      Pipeline: {
        Type: "AWS::CodePipeline::Pipeline",
        Properties: {
          Name: "shop-release",
          RoleArn: { "Fn::GetAtt": ["Role", "Arn"] },
          ArtifactStore: { Type: "S3", Location: "artifacts" },
          DisableInboundStageTransitions: [{ StageName: "DeployTo-prod", Reason: "not yet" }],
          Stages: [
            {
              Name: "Source",
              Actions: [
                action("Code", "Source", "CodeStarSourceConnection", {
                  BranchName: "release",
                  FullRepositoryId: "acme/shop",
                }),
              ],
            },
            {
              Name: "DeployTo-test",
              Actions: [action("web", "Deploy", "CloudFormation", { StackName: "shop-test-web" })],
            },
            {
              Name: "DeployTo-prod",
              Actions: [action("web", "Deploy", "CloudFormation", { StackName: "shop-prod-web" })],
            },
          ],
        },
      },
    },
  };
}
