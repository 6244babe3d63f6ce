import type { Json, JsonMap, TemplateResource } from "../../domain/template.ts";
import { join, ref } from "../../template/intrinsics.ts";
import type { ScalingTarget } from "./scaling.ts";

/** A policy that keeps a metric at its target by adding and removing tasks; its name is the given parts, joined by hyphens. */
export function targetTracking(
  nameParts: readonly Json[],
  metric: JsonMap,
  target: ScalingTarget,
): TemplateResource {
  return {
    Type: "AWS::ApplicationAutoScaling::ScalingPolicy",
    Properties: {
      PolicyName: join("-", nameParts),
      PolicyType: "TargetTrackingScaling",
      ScalingTargetId: ref("AutoScalingTarget"),
      TargetTrackingScalingPolicyConfiguration: {
        ...metric,
        ScaleInCooldown: target.cooldown.scaleIn,
        ScaleOutCooldown: target.cooldown.scaleOut,
        TargetValue: target.value,
      },
    },
  };
}
