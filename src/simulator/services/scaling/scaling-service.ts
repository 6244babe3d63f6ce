import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { madeByStacks, textOf } from "../made-by-stacks.ts";
import { pageOf } from "../paging.ts";

/** Application Auto Scaling, to be looked at: targets and policies that stacks made. Nothing scales by itself. */
export const applicationAutoScalingService: ServiceModel = {
  name: "application-auto-scaling",
  iamPrefix: "application-autoscaling",
  errors: jsonErrors,
  operations: {
    DescribeScalableTargets: operation(describeScalableTargets),
    DescribeScalingPolicies: operation(describeScalingPolicies),
  },
};

interface ScalingInput {
  readonly ServiceNamespace?: string;
  readonly ResourceIds?: readonly string[];
  readonly ResourceId?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

/** DescribeScalableTargets. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
function describeScalableTargets(context: CallContext, input: ScalingInput): object {
  const wanted = input.ResourceIds ?? [];
  const targets = madeByStacks(context, "AWS::ApplicationAutoScaling::ScalableTarget")
    .filter(
      (target) =>
        textOf(target, "ServiceNamespace") === input.ServiceNamespace &&
        (wanted.length === 0 || wanted.includes(textOf(target, "ResourceId") ?? "")),
    )
    .map((target) => ({
      ServiceNamespace: textOf(target, "ServiceNamespace"),
      ResourceId: textOf(target, "ResourceId"),
      ScalableDimension: textOf(target, "ScalableDimension"),
      MinCapacity: Number(textOf(target, "MinCapacity")),
      MaxCapacity: Number(textOf(target, "MaxCapacity")),
      RoleARN: textOf(target, "RoleARN"),
      CreationTime: target.updatedAt,
    }));
  return paged("ScalableTargets", targets, input);
}

function describeScalingPolicies(context: CallContext, input: ScalingInput): object {
  const targets = madeByStacks(context, "AWS::ApplicationAutoScaling::ScalableTarget");
  const policies = madeByStacks(context, "AWS::ApplicationAutoScaling::ScalingPolicy")
    .map((policy) => ({
      policy,
      target: targets.find(({ physicalId }) => physicalId === textOf(policy, "ScalingTargetId")),
    }))
    .filter(({ target }) => {
      const id = target === undefined ? undefined : textOf(target, "ResourceId");
      return input.ResourceId === undefined || id === input.ResourceId;
    })
    .map(({ policy, target }) => ({
      PolicyARN: policy.physicalId,
      PolicyName: textOf(policy, "PolicyName"),
      PolicyType: textOf(policy, "PolicyType"),
      ServiceNamespace: input.ServiceNamespace,
      ResourceId: target === undefined ? undefined : textOf(target, "ResourceId"),
      TargetTrackingScalingPolicyConfiguration:
        policy.live.properties["TargetTrackingScalingPolicyConfiguration"],
    }));
  return paged("ScalingPolicies", policies, input);
}

function paged(member: string, items: readonly object[], input: ScalingInput): object {
  const page = pageOf(items, {
    token: input.NextToken,
    size: Math.min(input.MaxResults ?? 50, 50),
    invalidToken: () => clientFault("InvalidNextTokenException", "The next token supplied was invalid."),
  });
  return { [member]: page.items, NextToken: page.nextToken };
}
