import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, join, ref, sub } from "../../template/intrinsics.ts";
import type { EcsContext } from "../ecs/ecs-context.ts";
import { securityGroups, subnets } from "../ecs/network.ts";
import { platformVersion } from "../ecs/platform.ts";
import { cluster } from "../environment-imports.ts";
import { inEnvironmentCluster, inlinePolicy, permissionsBoundary, trustedBy } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import type { JobLimits } from "./job-limits.ts";

/** The state machine that runs the job's task, waits for it, and retries it, and its role. */
export function stateMachine(context: EcsContext, limits: JobLimits): Resources {
  return {
    StateMachine: {
      Metadata: described("Runs the job's task, with its retries and its time limit"),
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        StateMachineName: sub("${AppName}-${EnvName}-${WorkloadName}"),
        RoleArn: getAtt("StateMachineRole", "Arn"),
        LoggingConfiguration: {
          Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: getAtt("LogGroup", "Arn") } }],
          IncludeExecutionData: true,
          Level: "ALL",
        },
        DefinitionSubstitutions: substitutions(context),
        DefinitionString: definition(context, limits),
      },
    },
    StateMachineRole: stateMachineRole(context),
  };
}

/** Values of the `${…}` in the definition. Lists go between its quotes as texts with `","` between their items. */
function substitutions(context: EcsContext): JsonMap {
  return {
    ContainerName: ref("WorkloadName"),
    Cluster: cluster,
    TaskDefinition: ref("TaskDefinition"),
    Partition: ref("AWS::Partition"),
    Subnets: { "Fn::Join": ['","', subnets(context.network)] },
    AssignPublicIp: context.network.assignPublicIp,
    // A job's tasks are always in the environment's security group, whatever `deny_default` says, as in Copilot.
    SecurityGroups: join('","', securityGroups(context, { withDefault: true })),
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html */
function definition({ platform }: EcsContext, { timeoutSeconds, retries }: JobLimits): string {
  const task: Json = {
    Type: "Task",
    Resource: "arn:${Partition}:states:::ecs:runTask.sync",
    Parameters: {
      LaunchType: "FARGATE",
      PlatformVersion: platformVersion(platform),
      Cluster: "${Cluster}",
      TaskDefinition: "${TaskDefinition}",
      PropagateTags: "TASK_DEFINITION",
      "Group.$": "$$.Execution.Name",
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: ["${Subnets}"],
          AssignPublicIp: "${AssignPublicIp}",
          SecurityGroups: ["${SecurityGroups}"],
        },
      },
    },
    ...(retries === undefined ? {} : { Retry: [retry(retries)] }),
    End: true,
  };
  return JSON.stringify(
    {
      Version: "1.0",
      Comment: "Runs the job's task on Fargate",
      ...(timeoutSeconds === undefined ? {} : { TimeoutSeconds: timeoutSeconds }),
      StartAt: "Run Fargate Task",
      States: { "Run Fargate Task": task },
    },
    undefined,
    2,
  );
}

function retry(attempts: number): JsonMap {
  return { ErrorEquals: ["States.ALL"], IntervalSeconds: 10, MaxAttempts: attempts, BackoffRate: 1.5 };
}

function stateMachineRole({ inputs }: EcsContext): Resources[string] {
  return {
    Metadata: described("What the state machine may do to run the job's task"),
    Type: "AWS::IAM::Role",
    Properties: {
      AssumeRolePolicyDocument: trustedBy("states.amazonaws.com"),
      ...permissionsBoundary(inputs.application.permissionsBoundary),
      Policies: [runTask],
    },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html#ecs-iam */
const runTask: JsonMap = inlinePolicy(
  "StateMachine",
  {
    Effect: "Allow",
    Action: "iam:PassRole",
    Resource: [getAtt("ExecutionRole", "Arn"), getAtt("TaskRole", "Arn")],
  },
  {
    Effect: "Allow",
    Action: "ecs:RunTask",
    Resource: ref("TaskDefinition"),
    Condition: inEnvironmentCluster("ClusterID"),
  },
  {
    Effect: "Allow",
    Action: ["ecs:StopTask", "ecs:DescribeTasks"],
    Resource: "*",
    Condition: inEnvironmentCluster("ClusterID"),
  },
  {
    Effect: "Allow",
    Action: [
      "logs:CreateLogDelivery",
      "logs:GetLogDelivery",
      "logs:UpdateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:DescribeResourcePolicies",
      "logs:DescribeLogGroups",
    ],
    Resource: "*",
  },
  {
    Effect: "Allow",
    Action: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
    Resource: sub(
      "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForECSTaskRule",
    ),
  },
);
