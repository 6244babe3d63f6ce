import type { TargetTrackingScalingPolicyConfiguration } from "@aws-sdk/client-application-auto-scaling";
import { servicePrincipal } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import type { ScalingPolicy } from "./scaling-state.ts";

/** Periods of a minute that an alarm watches: out after three, in after fifteen. */
const periods = { high: 3, low: 15 };

/** In only below nine tenths of the target, so that a count does not swing. */
const lowShare = 0.9;

interface Metric {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?:
    | readonly { readonly Name?: string | undefined; readonly Value?: string | undefined }[]
    | undefined;
  readonly Statistic?: string | undefined;
}

/**
 * Makes the two alarms of a target tracking policy, as the service does; answers their names.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export function putPolicyAlarms(
  context: CallContext,
  policy: Pick<ScalingPolicy, "arn" | "target" | "alarms">,
  tracking: TargetTrackingScalingPolicyConfiguration,
): NonNullable<ScalingPolicy["alarms"]> {
  const [resource = ""] = policy.target.split("|");
  const names = policy.alarms ?? {
    high: `TargetTracking-${resource}-AlarmHigh-${context.random.uuid()}`,
    low: `TargetTracking-${resource}-AlarmLow-${context.random.uuid()}`,
  };
  const metric = metricOf(tracking, resource);
  const put = (AlarmName: string, input: object): void => {
    context.call({
      service: "cloudwatch",
      action: "PutMetricAlarm",
      principal: servicePrincipal("application-autoscaling", context.account),
      input: { AlarmName, ...metric, Period: 60, AlarmActions: [policy.arn], ...input },
    });
  };
  const target = tracking.TargetValue ?? 0;
  put(names.high, {
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: target,
    EvaluationPeriods: periods.high,
  });
  put(names.low, {
    ComparisonOperator: "LessThanThreshold",
    Threshold: target * lowShare,
    EvaluationPeriods: periods.low,
  });
  return names;
}

/** Takes the alarms of a policy away. */
export function deletePolicyAlarms(context: CallContext, { alarms }: Pick<ScalingPolicy, "alarms">): void {
  if (alarms === undefined) return;
  context.call({
    service: "cloudwatch",
    action: "DeleteAlarms",
    principal: servicePrincipal("application-autoscaling", context.account),
    input: { AlarmNames: [alarms.high, alarms.low] },
  });
}

/** Which metric a policy watches. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html */
function metricOf(tracking: TargetTrackingScalingPolicyConfiguration, resource: string): Metric {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: own } = tracking;
  if (own !== undefined) {
    const { Namespace, MetricName, Dimensions, Statistic } = own;
    return { Namespace, MetricName, Dimensions, Statistic: Statistic ?? "Average" };
  }
  const [, ClusterName, ServiceName] = resource.split("/");
  const Dimensions = [
    { Name: "ClusterName", Value: ClusterName },
    { Name: "ServiceName", Value: ServiceName },
  ];
  const type = predefined?.PredefinedMetricType;
  if (type === "ALBRequestCountPerTarget") {
    const Value = /targetgroup\/.*$/.exec(predefined?.ResourceLabel ?? "")?.[0];
    return {
      Namespace: "AWS/ApplicationELB",
      MetricName: "RequestCountPerTarget",
      Dimensions: [{ Name: "TargetGroup", Value }],
      Statistic: "Sum",
    };
  }
  const MetricName = type === "ECSServiceAverageMemoryUtilization" ? "MemoryUtilization" : "CPUUtilization";
  return { Namespace: "AWS/ECS", MetricName, Dimensions, Statistic: "Average" };
}
