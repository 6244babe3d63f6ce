import type {
  GetMetricStatisticsInput,
  ListMetricsInput,
  PutMetricDataInput,
} from "@aws-sdk/client-cloudwatch";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { evaluateAlarms } from "./evaluate-alarms.ts";
import { addPoint, series, seriesKey, statisticsOf, type DataPoint, type Statistic } from "./metric-state.ts";

/** PutMetricData; alarms on the metric look at once. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export function putMetricData(context: CallContext, input: PutMetricDataInput): object {
  const namespace = input.Namespace ?? "";
  if (namespace.startsWith("AWS/") && context.principal.kind !== "service") {
    throw clientFault("InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.");
  }
  for (const datum of input.MetricData ?? []) {
    const metric = { namespace, name: datum.MetricName ?? "", dimensions: datum.Dimensions ?? [] };
    addPoint(context, metric, pointOf(context, datum));
    evaluateAlarms(context, metric);
  }
  return {};
}

/** GetMetricStatistics: at most 1,440 data points. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export function getMetricStatistics(context: CallContext, input: GetMetricStatisticsInput): object {
  const period = input.Period ?? 60;
  const from = input.StartTime?.getTime() ?? 0;
  const to = input.EndTime?.getTime() ?? context.now.getTime();
  if (to <= from) {
    throw clientFault(
      "InvalidParameterCombination",
      "The parameter StartTime must be less than the parameter EndTime.",
    );
  }
  if ((to - from) / 1000 / period > 1440) {
    throw clientFault(
      "InvalidParameterCombination",
      `You have requested up to ${Math.ceil((to - from) / 1000 / period)} datapoints, which exceeds the limit of 1,440.`,
    );
  }
  const found = context.state(series).get(
    seriesKey({
      namespace: input.Namespace ?? "",
      name: input.MetricName ?? "",
      dimensions: input.Dimensions ?? [],
    }),
  );
  const wanted: readonly Statistic[] = input.Statistics ?? [];
  const periods = statisticsOf(found?.points ?? [], { periodSeconds: period, from, to });
  return {
    Label: input.MetricName,
    Datapoints: [...periods].map(([start, values]) => ({
      Timestamp: new Date(start),
      Unit: found?.points[0]?.unit,
      ...Object.fromEntries(wanted.map((statistic) => [statistic, values[statistic]])),
    })),
  };
}

/** ListMetrics: five hundred a page. */
export function listMetrics(context: CallContext, input: ListMetricsInput): object {
  const listed = [...context.state(series).values()].filter(
    (one) =>
      (input.Namespace === undefined || one.namespace === input.Namespace) &&
      (input.MetricName === undefined || one.name === input.MetricName) &&
      (input.Dimensions ?? []).every((wanted) =>
        one.dimensions.some(
          ({ Name, Value }) => Name === wanted.Name && (wanted.Value === undefined || wanted.Value === Value),
        ),
      ),
  );
  const page = pageOf(listed, {
    token: input.NextToken,
    size: 500,
    invalidToken: () => clientFault("InvalidParameterValue", "Invalid nextToken"),
  });
  return {
    Metrics: page.items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions,
    })),
    NextToken: page.nextToken,
  };
}

function pointOf(
  context: CallContext,
  datum: NonNullable<PutMetricDataInput["MetricData"]>[number],
): DataPoint {
  const { StatisticValues: set, Value: value = 0 } = datum;
  return {
    at: datum.Timestamp?.getTime() ?? context.now.getTime(),
    unit: datum.Unit ?? "None",
    sum: set?.Sum ?? value,
    count: set?.SampleCount ?? 1,
    minimum: set?.Minimum ?? value,
    maximum: set?.Maximum ?? value,
  };
}
