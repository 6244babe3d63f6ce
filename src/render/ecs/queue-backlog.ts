import type { JsonMap } from "../../domain/template.ts";
import { getAtt, join, ref, sub } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { cluster } from "../environment-imports.ts";
import { describeServicesOfCluster, functionRole, inlinePolicy } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import type { EcsContext } from "./ecs-context.ts";
import type { ScalingTarget } from "./scaling.ts";
import { targetTracking } from "./target-tracking.ts";

/**
 * Scaling of a worker by the messages that wait for each of its tasks: a function publishes that number for every
 * queue once a minute, and one policy for each queue keeps it at the target.
 */
export function queueBacklog(context: EcsContext, backlog: ScalingTarget): Resources {
  const { inputs } = context;
  const queues = context.queueIds;
  return {
    BacklogPerTaskCalculatorLogGroup: {
      Type: "AWS::Logs::LogGroup",
      Properties: {
        LogGroupName: join("/", ["/aws", "lambda", sub("${BacklogPerTaskCalculatorFunction}")]),
        RetentionInDays: 3,
      },
    },
    BacklogPerTaskCalculatorFunction: {
      Metadata: described("Publishes how many messages wait for each task"),
      ...customResourceFunction(inputs, {
        name: "BacklogPerTaskCalculatorFunction",
        handler: "index.handler",
        timeout: 600,
        role: "BacklogPerTaskCalculatorRole",
        properties: {
          Environment: {
            Variables: {
              CLUSTER_NAME: cluster,
              SERVICE_NAME: ref("Service"),
              NAMESPACE: metricNamespace,
              QUEUE_NAMES: join(
                ",",
                queues.map((queue) => getAtt(queue, "QueueName")),
              ),
            },
          },
        },
      }),
    },
    BacklogPerTaskCalculatorRole: functionRole(
      "Lets the function read the queues and the service's task count",
      inputs.application.permissionsBoundary,
      [readQueuesPolicy(queues)],
    ),
    BacklogPerTaskScheduledRule: {
      Metadata: described("Runs the function every minute"),
      DependsOn: ["BacklogPerTaskCalculatorLogGroup"],
      Type: "AWS::Events::Rule",
      Properties: {
        ScheduleExpression: "rate(1 minute)",
        State: "ENABLED",
        Targets: [
          {
            Arn: getAtt("BacklogPerTaskCalculatorFunction", "Arn"),
            Id: "BacklogPerTaskCalculatorFunctionTrigger",
          },
        ],
      },
    },
    PermissionToInvokeBacklogPerTaskCalculatorLambda: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        FunctionName: ref("BacklogPerTaskCalculatorFunction"),
        Action: "lambda:InvokeFunction",
        Principal: "events.amazonaws.com",
        SourceArn: getAtt("BacklogPerTaskScheduledRule", "Arn"),
      },
    },
    ...Object.fromEntries(
      queues.map((queue) => [`AutoScalingPolicy${queue}`, backlogPolicy(queue, backlog)]),
    ),
  };
}

const metricNamespace: JsonMap = sub("${AppName}-${EnvName}-${WorkloadName}");

function readQueuesPolicy(queues: readonly string[]): JsonMap {
  return inlinePolicy("BacklogPerTaskCalculatorAccess", describeServicesOfCluster, {
    Sid: "SQS",
    Effect: "Allow",
    Action: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
    Resource: queues.map((queue) => getAtt(queue, "Arn")),
  });
}

function backlogPolicy(queue: string, backlog: ScalingTarget): Resources[string] {
  const queueName = getAtt(queue, "QueueName");
  const metric = {
    CustomizedMetricSpecification: {
      Namespace: metricNamespace,
      MetricName: "BacklogPerTask",
      Statistic: "Average",
      Dimensions: [{ Name: "QueueName", Value: queueName }],
      Unit: "Count",
    },
  };
  return {
    Metadata: described(`Keeps ${backlog.value} messages of ${queue} for each task`),
    ...targetTracking([ref("WorkloadName"), "BacklogPerTask", queueName], metric, backlog),
  };
}
