import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import type { CallContext } from "../../kernel/service.ts";
import { actOnAlarm } from "../scaling/act-on-alarm.ts";
import { alarms, type Alarm } from "./alarm-state.ts";
import { series, seriesKey, statisticsOf, type Series, type Statistic } from "./metric-state.ts";

/**
 * Alarms on a metric look at their last periods when a data point arrives: as many of them as the alarm says must be on the
 * wrong side of its threshold. Periods without data count as the alarm's `TreatMissingData` says.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarm-evaluation
 */
export function evaluateAlarms(
  context: CallContext,
  metric: Pick<Series, "namespace" | "name" | "dimensions">,
): void {
  const key = seriesKey(metric);
  const points = context.state(series).get(key)?.points ?? [];
  for (const alarm of context.state(alarms).values()) {
    const watched: Partial<PutMetricAlarmInput> = alarm.input;
    const own = seriesKey({
      namespace: watched.Namespace ?? "",
      name: watched.MetricName ?? "",
      dimensions: watched.Dimensions ?? [],
    });
    if (own !== key) continue;
    const periodSeconds = watched.Period ?? 60;
    const length = periodSeconds * 1000;
    const to = (Math.floor(context.now.getTime() / length) + 1) * length;
    const from = to - (watched.EvaluationPeriods ?? 1) * length;
    const values = statisticsOf(points, { periodSeconds, from, to });
    settle(context, alarm, watched, valuesOf(watched, { values, from, to, length }));
  }
}

interface Periods {
  readonly values: ReturnType<typeof statisticsOf>;
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** The statistic of each period, oldest first; undefined where there is no data. */
function valuesOf(
  { Statistic: statistic = "Average" }: Partial<PutMetricAlarmInput>,
  { values, from, to, length }: Periods,
): readonly (number | undefined)[] {
  const name: Statistic = statistic;
  const starts = Array.from({ length: (to - from) / length }, (_, index) => from + index * length);
  return starts.map((start) => values.get(start)?.[name]);
}

function settle(
  context: CallContext,
  alarm: Alarm,
  watched: Partial<PutMetricAlarmInput>,
  periods: readonly (number | undefined)[],
): void {
  const present = periods.filter((value) => value !== undefined);
  const breaching = present.filter((value) => isBreaching(value, watched)).length;
  const missing = watched.TreatMissingData === "breaching" ? periods.length - present.length : 0;
  const needed = watched.DatapointsToAlarm ?? watched.EvaluationPeriods ?? 1;
  const state = breaching + missing >= needed ? "ALARM" : "OK";
  if (alarm.state !== state) {
    alarm.state = state;
    alarm.stateReason = `Threshold Crossed: ${breaching} out of the last ${periods.length} datapoints were ${words[watched.ComparisonOperator ?? ""] ?? "beyond"} the threshold (${watched.Threshold}).`;
    alarm.stateUpdatedAt = context.now;
  }
  if (state === "ALARM") actOnAlarm(context, alarm, present.at(-1) ?? 0);
}

const words: Readonly<Record<string, string>> = {
  GreaterThanThreshold: "greater than",
  GreaterThanOrEqualToThreshold: "greater than or equal to",
  LessThanThreshold: "less than",
  LessThanOrEqualToThreshold: "less than or equal to",
};

function isBreaching(
  value: number,
  { ComparisonOperator, Threshold = 0 }: Partial<PutMetricAlarmInput>,
): boolean {
  switch (ComparisonOperator) {
    case "GreaterThanThreshold":
      return value > Threshold;
    case "GreaterThanOrEqualToThreshold":
      return value >= Threshold;
    case "LessThanThreshold":
      return value < Threshold;
    case "LessThanOrEqualToThreshold":
      return value <= Threshold;
    case "GreaterThanUpperThreshold":
    case "LessThanLowerThreshold":
    case "LessThanLowerOrGreaterThanUpperThreshold":
    case undefined:
      return false;
  }
}
