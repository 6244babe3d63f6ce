import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, ref, select, split } from "../../template/intrinsics.ts";
import { cluster } from "../environment-imports.ts";
import { described, type Resources } from "../resources.ts";
import type { EcsContext } from "./ecs-context.ts";

/** Alarms that stop and undo a deployment: existing ones by name, or thresholds for which alarms are made. */
export interface RollbackRules {
  readonly existingAlarms: readonly string[];
  /** Percent. */
  readonly cpuUtilization?: number;
  /** Percent. */
  readonly memoryUtilization?: number;
  /** Messages of the default queue. */
  readonly messagesDelayed?: number;
}

/** Rolls back on failed tasks only. */
export const noRollbackAlarms: RollbackRules = { existingAlarms: [] };

/** An alarm that the stack makes itself. */
export interface OwnAlarm {
  readonly logicalId: string;
  readonly name: string;
  readonly purpose: string;
  readonly metric: JsonMap;
  readonly threshold: number;
  readonly unit: string;
}

/** The alarms that a service makes for its own deployments. */
export function rollbackAlarms(context: EcsContext): Resources {
  return Object.fromEntries(ownAlarms(context).map((alarm) => [alarm.logicalId, alarmResource(alarm)]));
}

/** What of the rules asks for an alarm of the stack's own, in the order of the template. */
export function ownAlarms(context: EcsContext): readonly OwnAlarm[] {
  const { cpuUtilization, memoryUtilization, messagesDelayed } = context.rollback;
  const found: OwnAlarm[] = [];
  if (cpuUtilization !== undefined) {
    found.push({
      logicalId: "CPURollbackAlarm",
      name: alarmName(context, "CopilotRollbackCPUAlarm"),
      purpose: `Undoes a deployment under which CPU utilization reaches ${cpuUtilization} %`,
      metric: { Namespace: "AWS/ECS", Dimensions: serviceDimensions, MetricName: "CPUUtilization" },
      threshold: cpuUtilization,
      unit: "Percent",
    });
  }
  if (memoryUtilization !== undefined) {
    found.push({
      logicalId: "MemoryRollbackAlarm",
      name: alarmName(context, "CopilotRollbackMemAlarm"),
      purpose: `Undoes a deployment under which memory utilization reaches ${memoryUtilization} %`,
      metric: { Namespace: "AWS/ECS", Dimensions: serviceDimensions, MetricName: "MemoryUtilization" },
      threshold: memoryUtilization,
      unit: "Percent",
    });
  }
  if (messagesDelayed !== undefined) {
    found.push({
      logicalId: "MessagesDelayedRollbackAlarm",
      name: alarmName(context, "CopilotRollbackMsgsDelayedAlarm"),
      purpose: `Undoes a deployment under which ${messagesDelayed} messages are delayed`,
      metric: {
        Namespace: "AWS/SQS",
        Dimensions: queueDimensions,
        MetricName: "ApproximateNumberOfMessagesDelayed",
      },
      threshold: messagesDelayed,
      unit: "Count",
    });
  }
  return found;
}

const serviceDimensions: readonly Json[] = [
  { Name: "ClusterName", Value: cluster },
  { Name: "ServiceName", Value: select(2, split("/", ref("Service"))) },
];

const queueDimensions: readonly Json[] = [{ Name: "QueueName", Value: getAtt("EventsQueue", "QueueName") }];

function alarmResource(alarm: OwnAlarm): Resources[string] {
  return {
    Metadata: described(alarm.purpose),
    Type: "AWS::CloudWatch::Alarm",
    Properties: {
      AlarmDescription: `${alarm.purpose} in two of three minutes.`,
      AlarmName: alarm.name,
      ...alarm.metric,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
      Period: 60,
      Statistic: "Average",
      Threshold: alarm.threshold,
      Unit: alarm.unit,
    },
  };
}

/** CloudWatch's limit for an alarm's name. Copilot leaves the hyphens out of its count, and so the last three go unnoticed. */
const longestAlarmName = 255;

function alarmName(context: EcsContext, kind: string): string {
  const names = [context.inputs.application.name, context.inputs.environment.name, context.name];
  const length = names.reduce((sum, name) => sum + name.length, kind.length);
  if (length <= longestAlarmName) return [...names, kind].join("-");
  const each = Math.floor((longestAlarmName - kind.length - 3) / 3);
  return [...names.map((name) => name.slice(0, each)), kind].join("-");
}
