import type { JsonMap } from "../../../domain/template.ts";
import type { Provisioner } from "../../cloudformation/provision.ts";
import { byCalls, callAs } from "../provision-by-calls.ts";

/** Scalable targets and their policies as stacks make them. */
export const scalingProvisioners: Readonly<Record<string, Provisioner>> = {
  "AWS::ApplicationAutoScaling::ScalableTarget": byCalls({
    make: (_request, identity) => identity,
    furnish: (request, physicalId) => {
      const { MinCapacity, MaxCapacity, RoleARN, SuspendedState } = request.properties;
      callAs(request, "application-auto-scaling", "RegisterScalableTarget", {
        ...addressOf(physicalId),
        MinCapacity: Number(MinCapacity),
        MaxCapacity: Number(MaxCapacity),
        RoleARN,
        SuspendedState,
      });
    },
    remove: (request, physicalId) =>
      callAs(request, "application-auto-scaling", "DeregisterScalableTarget", addressOf(physicalId)),
  }),
  "AWS::ApplicationAutoScaling::ScalingPolicy": byCalls({
    make: (request) => {
      const made = callAs(request, "application-auto-scaling", "PutScalingPolicy", {
        ...targetIn(request.properties),
        ...policyIn(request.properties),
      });
      const physicalId = String(made["PolicyARN"]);
      return { physicalId, attributes: { Arn: physicalId } };
    },
    furnish: (request) => {
      if (request.verb !== "update") return;
      callAs(request, "application-auto-scaling", "PutScalingPolicy", {
        ...targetIn(request.properties),
        ...policyIn(request.properties),
      });
    },
    remove: (request) =>
      callAs(request, "application-auto-scaling", "DeleteScalingPolicy", {
        ...targetIn(request.properties),
        PolicyName: request.properties["PolicyName"],
      }),
  }),
};

function policyIn({ PolicyName, PolicyType, TargetTrackingScalingPolicyConfiguration }: JsonMap): object {
  return {
    PolicyName,
    PolicyType,
    TargetTrackingScalingPolicyConfiguration: numbersIn(TargetTrackingScalingPolicyConfiguration),
  };
}

/** A policy names its target by id, or by its parts. */
function targetIn({ ScalingTargetId, ResourceId, ScalableDimension, ServiceNamespace }: JsonMap): object {
  return typeof ScalingTargetId === "string"
    ? addressOf(ScalingTargetId)
    : { ResourceId, ScalableDimension, ServiceNamespace };
}

function addressOf(physicalId: string): object {
  const [ResourceId, ScalableDimension, ServiceNamespace] = physicalId.split("|");
  return { ResourceId, ScalableDimension, ServiceNamespace };
}

/** Templates may write numbers as text. */
function numbersIn(value: JsonMap[string] | undefined): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const numeric = ["TargetValue", "ScaleInCooldown", "ScaleOutCooldown"];
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, numeric.includes(name) ? Number(inner) : inner]),
  );
}
