import type { Json, JsonMap, Template } from "../../domain/template.ts";
import { getAtt } from "../../template/intrinsics.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { withProperties, type Mend } from "./mend.ts";

const policies = ["AutoScalingPolicyALBSumRequestCountPerTarget", "AutoScalingPolicyALBAverageResponseTime"];

/**
 * Autoscaling behind an imported load balancer: CloudWatch knows it as `app/<name>/<id>`
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html), and its
 * target group is not the one of the environment's load balancer.
 */
export const importedMetrics: Mend = {
  code: "imported-load-balancer-metrics",
  message:
    "Copilot scales by metrics that do not exist when the load balancer is imported; the dimensions of the load balancer and its target group are written instead.",
  mended({ inputs, template }) {
    const fullName = inputs.importedLoadBalancer?.arn.split(":loadbalancer/")[1];
    if (fullName === undefined) return undefined;
    const dimensions: Json = [
      { Name: "LoadBalancer", Value: fullName },
      { Name: "TargetGroup", Value: getAtt("TargetGroupForImportedALB", "TargetGroupFullName") },
    ];
    return policies.reduce<Template | undefined>((mended, id) => {
      return withProperties(mended ?? template, id, (policy) => withDimensions(policy, dimensions)) ?? mended;
    }, undefined);
  },
};

function withDimensions(policy: JsonMap, dimensions: Json): JsonMap {
  const tracking = mapAt(policy, "TargetTrackingScalingPolicyConfiguration");
  const metric = mapAt(tracking, "CustomizedMetricSpecification");
  return {
    ...policy,
    TargetTrackingScalingPolicyConfiguration: {
      ...tracking,
      CustomizedMetricSpecification: { ...metric, Dimensions: dimensions },
    },
  };
}

function mapAt(map: JsonMap, key: string): JsonMap {
  const value = map[key] ?? null;
  return isJsonMap(value) ? value : {};
}
