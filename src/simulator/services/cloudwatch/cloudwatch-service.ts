import { clientFault } from "../../kernel/aws-fault.ts";
import { queryErrors } from "../../kernel/error-style.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import * as metric from "./metric-operations.ts";
import { alarms, type Alarm, type AlarmState } from "./alarm-state.ts";

/** CloudWatch: metrics as they are put, and alarms, which metrics move; tests and scenarios may set their state besides. */
export const cloudwatchService: ServiceModel = {
  name: "cloudwatch",
  iamPrefix: "cloudwatch",
  errors: queryErrors,
  operations: {
    PutMetricAlarm: operation(putMetricAlarm),
    DeleteAlarms: operation(deleteAlarms),
    DescribeAlarms: operation(describeAlarms),
    PutMetricData: operation(metric.putMetricData, (_context, { Namespace = "" }) => [
      {
        action: "cloudwatch:PutMetricData",
        resource: "*",
        conditionValues: { "cloudwatch:namespace": Namespace },
      },
    ]),
    GetMetricStatistics: operation(metric.getMetricStatistics),
    ListMetrics: operation(metric.listMetrics),
    SetAlarmState: operation(setAlarmStateOperation),
  },
};

function putMetricAlarm(
  context: CallContext,
  input: { readonly AlarmName?: string; readonly [member: string]: unknown },
): object {
  const name = input.AlarmName ?? "";
  const known = context.state(alarms).get(name);
  const { partition, region, account } = context;
  context.state(alarms).set(name, {
    name,
    arn: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`,
    input,
    state: known?.state ?? "INSUFFICIENT_DATA",
    stateReason: known?.stateReason ?? "Unchecked: Initial alarm creation",
    stateUpdatedAt: known?.stateUpdatedAt ?? context.now,
  });
  return {};
}

function deleteAlarms(context: CallContext, input: { readonly AlarmNames?: readonly string[] }): object {
  for (const name of input.AlarmNames ?? []) context.state(alarms).delete(name);
  return {};
}

/** DescribeAlarms: by name, prefix or state; fifty a page unless told otherwise. */
function describeAlarms(
  context: CallContext,
  input: {
    readonly AlarmNames?: readonly string[];
    readonly AlarmNamePrefix?: string;
    readonly StateValue?: string;
    readonly MaxRecords?: number;
    readonly NextToken?: string;
  },
): object {
  const matching = [...context.state(alarms).values()].filter(
    ({ name, state }) =>
      (input.AlarmNames === undefined || input.AlarmNames.length === 0 || input.AlarmNames.includes(name)) &&
      name.startsWith(input.AlarmNamePrefix ?? "") &&
      (input.StateValue === undefined || state === input.StateValue),
  );
  const page = pageOf(matching, {
    token: input.NextToken,
    size: input.MaxRecords ?? 50,
    invalidToken: () => clientFault("InvalidNextToken", "The next token specified is invalid."),
  });
  return { MetricAlarms: page.items.map(describe), NextToken: page.nextToken };
}

function setAlarmStateOperation(
  context: CallContext,
  input: { readonly AlarmName?: string; readonly StateValue?: AlarmState; readonly StateReason?: string },
): object {
  const alarm = context.state(alarms).get(input.AlarmName ?? "");
  if (alarm === undefined) throw clientFault("ResourceNotFound", "Alarm does not exist.", 404);
  alarm.state = input.StateValue ?? alarm.state;
  alarm.stateReason = input.StateReason ?? "";
  alarm.stateUpdatedAt = context.now;
  return {};
}

function describe(alarm: Alarm): object {
  return {
    ...alarm.input,
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    StateValue: alarm.state,
    StateReason: alarm.stateReason,
    StateUpdatedTimestamp: alarm.stateUpdatedAt,
  };
}
