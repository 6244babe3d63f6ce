import type { Json, JsonMap, TemplateResource } from "../../domain/template.ts";
import { getAtt, join, ref } from "../../template/intrinsics.ts";
import { cluster } from "../environment-imports.ts";
import { awsManagedPolicy, permissionsBoundary } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import { desiredCount } from "./desired-count.ts";
import type { EcsContext } from "./ecs-context.ts";
import { trustedByTasks } from "./execution-role.ts";
import type { LoadBalancerMetrics } from "./load-balancing.ts";
import { queueBacklog } from "./queue-backlog.ts";
import type { Scaling, ScalingTarget } from "./scaling.ts";
import { targetTracking } from "./target-tracking.ts";

/** Everything with which a service scales by itself; nothing for a service with a fixed count. */
export function autoscaling(context: EcsContext): Resources {
  const { scaling } = context;
  if (scaling === undefined) return {};
  return {
    ...desiredCount(context),
    AutoScalingRole: {
      Metadata: described("What autoscaling may do to the service"),
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: trustedByTasks,
        ManagedPolicyArns: [awsManagedPolicy("service-role/AmazonEC2ContainerServiceAutoscaleRole")],
        ...permissionsBoundary(context.inputs.application.permissionsBoundary),
      },
    },
    AutoScalingTarget: scalableTarget(scaling),
    ...utilizationPolicies(scaling),
    ...(scaling.backlog === undefined ? {} : queueBacklog(context, scaling.backlog)),
    ...loadBalancerPolicies(scaling, context.loadBalancing?.metrics),
  };
}

const scaledService: JsonMap = join("/", ["service", cluster, getAtt("Service", "Name")]);

function scalableTarget({ minimum, maximum }: Scaling): TemplateResource {
  return {
    Metadata: described("The range of the service's task count"),
    Type: "AWS::ApplicationAutoScaling::ScalableTarget",
    Properties: {
      MinCapacity: minimum,
      MaxCapacity: maximum,
      ResourceId: scaledService,
      ScalableDimension: "ecs:service:DesiredCount",
      ServiceNamespace: "ecs",
      RoleARN: getAtt("AutoScalingRole", "Arn"),
    },
  };
}

function utilizationPolicies({ cpu, memory }: Scaling): Resources {
  return {
    ...(cpu === undefined ? {} : utilizationPolicy("ECSServiceAverageCPUUtilization", cpu)),
    ...(memory === undefined ? {} : utilizationPolicy("ECSServiceAverageMemoryUtilization", memory)),
  };
}

function utilizationPolicy(metricType: string, target: ScalingTarget): Resources {
  const metric = { PredefinedMetricSpecification: { PredefinedMetricType: metricType } };
  return {
    [`AutoScalingPolicy${metricType}`]: targetTracking(policyName(metricType), metric, target),
  };
}

function loadBalancerPolicies(
  { requests, responseTime }: Scaling,
  metrics: LoadBalancerMetrics | undefined,
): Resources {
  if (metrics === undefined) return {};
  const { loadBalancer, requestsTargetGroup, responseTimeTargetGroup } = metrics;
  const policies: Record<string, TemplateResource> = {};
  if (requests !== undefined) {
    const metric = loadBalancerMetric("RequestCountPerTarget", "Sum", loadBalancer, requestsTargetGroup);
    policies["AutoScalingPolicyALBSumRequestCountPerTarget"] = targetTracking(
      policyName("ALBSumRequestCountPerTarget"),
      metric,
      requests,
    );
  }
  if (responseTime !== undefined) {
    const metric = loadBalancerMetric("TargetResponseTime", "Average", loadBalancer, responseTimeTargetGroup);
    policies["AutoScalingPolicyALBAverageResponseTime"] = targetTracking(
      policyName("ALBAverageResponseTime"),
      metric,
      responseTime,
    );
  }
  return policies;
}

function loadBalancerMetric(name: string, statistic: string, loadBalancer: Json, targetGroup: Json): JsonMap {
  return {
    CustomizedMetricSpecification: {
      Dimensions: [
        { Name: "LoadBalancer", Value: loadBalancer },
        { Name: "TargetGroup", Value: targetGroup },
      ],
      MetricName: name,
      Namespace: "AWS/ApplicationELB",
      Statistic: statistic,
    },
  };
}

function policyName(metric: string): readonly Json[] {
  return [ref("WorkloadName"), metric, "ScalingPolicy"];
}
