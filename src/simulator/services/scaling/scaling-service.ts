import type {
  DeleteScalingPolicyRequest,
  DeregisterScalableTargetRequest,
  DescribeScalableTargetsRequest,
  DescribeScalingActivitiesRequest,
  DescribeScalingPoliciesRequest,
  PutScalingPolicyRequest,
  RegisterScalableTargetRequest,
} from "@aws-sdk/client-application-auto-scaling";
import { clientFault } from "../../kernel/aws-fault.ts";
import { jsonErrors } from "../../kernel/error-style.ts";
import { operation, type CallContext, type ServiceModel } from "../../kernel/service.ts";
import { pageOf } from "../paging.ts";
import { deletePolicyAlarms, putPolicyAlarms } from "./policy-alarms.ts";
import { scaling, targetKey, type ScalableTarget, type ScalingPolicy } from "./scaling-state.ts";

/** Application Auto Scaling: targets and policies; target tracking scales ECS services by CloudWatch's metrics. */
export const applicationAutoScalingService: ServiceModel = {
  name: "application-auto-scaling",
  iamPrefix: "application-autoscaling",
  errors: jsonErrors,
  operations: {
    RegisterScalableTarget: operation(registerScalableTarget),
    DeregisterScalableTarget: operation(deregisterScalableTarget),
    DescribeScalableTargets: operation(describeScalableTargets),
    PutScalingPolicy: operation(putScalingPolicy),
    DeleteScalingPolicy: operation(deleteScalingPolicy),
    DescribeScalingPolicies: operation(describeScalingPolicies),
    DescribeScalingActivities: operation(describeScalingActivities),
  },
};

/** RegisterScalableTarget: makes a target or changes it; what is left out stays. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html */
function registerScalableTarget(context: CallContext, input: RegisterScalableTargetRequest): object {
  const { targets } = context.state(scaling);
  const key = targetKey(input);
  const known = targets.get(key);
  const minimum = input.MinCapacity ?? known?.minimum;
  const maximum = input.MaxCapacity ?? known?.maximum;
  if (minimum === undefined || maximum === undefined) {
    throw clientFault(
      "ValidationException",
      "MinCapacity and MaxCapacity must be set when a scalable target is registered.",
    );
  }
  if (minimum > maximum) {
    throw clientFault("ValidationException", "Maximum capacity cannot be less than minimum capacity");
  }
  const { SuspendedState: suspended } = input;
  targets.set(key, {
    namespace: input.ServiceNamespace ?? "",
    resourceId: input.ResourceId ?? "",
    dimension: input.ScalableDimension ?? "",
    createdAt: known?.createdAt ?? context.now,
    lastOut: known?.lastOut,
    lastIn: known?.lastIn,
    minimum,
    maximum,
    roleArn: input.RoleARN ?? known?.roleArn,
    suspended: {
      in: suspended?.DynamicScalingInSuspended ?? known?.suspended.in ?? false,
      out: suspended?.DynamicScalingOutSuspended ?? known?.suspended.out ?? false,
    },
  });
  return { ScalableTargetARN: arnOf(context, key) };
}

/** DeregisterScalableTarget: its policies and their alarms go with it. */
function deregisterScalableTarget(context: CallContext, input: DeregisterScalableTargetRequest): object {
  const { targets, policies } = context.state(scaling);
  const key = targetKey(input);
  if (!targets.delete(key)) throw noTarget(input);
  for (const policy of policies.values()) {
    if (policy.target !== key) continue;
    deletePolicyAlarms(context, policy);
    policies.delete(policy.arn);
  }
  return {};
}

/** DescribeScalableTargets. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
function describeScalableTargets(context: CallContext, input: DescribeScalableTargetsRequest): object {
  const wanted = input.ResourceIds ?? [];
  const targets = [...context.state(scaling).targets.values()].filter(
    ({ namespace, resourceId, dimension }) =>
      namespace === input.ServiceNamespace &&
      (input.ScalableDimension === undefined || dimension === input.ScalableDimension) &&
      (wanted.length === 0 || wanted.includes(resourceId)),
  );
  return paged(
    "ScalableTargets",
    targets.map((target) => describeTarget(context, target)),
    input,
  );
}

/** PutScalingPolicy: target tracking acts; a policy of another type is kept and does nothing. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html */
function putScalingPolicy(context: CallContext, input: PutScalingPolicyRequest): object {
  const { targets, policies } = context.state(scaling);
  const target = targetKey(input);
  if (!targets.has(target)) throw noTarget(input);
  const known = [...policies.values()].find(
    (policy) => policy.target === target && policy.name === input.PolicyName,
  );
  const { partition, region, account } = context;
  const policy: ScalingPolicy = known ?? {
    arn: `arn:${partition}:autoscaling:${region}:${account}:scalingPolicy:${context.random.uuid()}:resource/${input.ServiceNamespace}/${input.ResourceId}:policyName/${input.PolicyName}`,
    name: input.PolicyName ?? "",
    type: input.PolicyType ?? "StepScaling",
    target,
    createdAt: context.now,
    tracking: undefined,
    alarms: undefined,
    needed: undefined,
  };
  policy.tracking = input.TargetTrackingScalingPolicyConfiguration;
  if (policy.tracking !== undefined) policy.alarms = putPolicyAlarms(context, policy, policy.tracking);
  policies.set(policy.arn, policy);
  return { PolicyARN: policy.arn, Alarms: alarmsOf(context, policy) };
}

function deleteScalingPolicy(context: CallContext, input: DeleteScalingPolicyRequest): object {
  const { policies } = context.state(scaling);
  const target = targetKey(input);
  const found = [...policies.values()].find(
    (policy) => policy.target === target && policy.name === input.PolicyName,
  );
  if (found === undefined) {
    throw clientFault(
      "ObjectNotFoundException",
      `No scaling policy found for service namespace: ${input.ServiceNamespace}, resource ID: ${input.ResourceId}, scalable dimension: ${input.ScalableDimension}: ${input.PolicyName}`,
    );
  }
  deletePolicyAlarms(context, found);
  policies.delete(found.arn);
  return {};
}

function describeScalingPolicies(context: CallContext, input: DescribeScalingPoliciesRequest): object {
  const { targets, policies } = context.state(scaling);
  const found = [...policies.values()].flatMap((policy) => {
    const target = targets.get(policy.target);
    if (target === undefined || target.namespace !== input.ServiceNamespace) return [];
    if (input.ResourceId !== undefined && target.resourceId !== input.ResourceId) return [];
    if (input.PolicyNames !== undefined && !input.PolicyNames.includes(policy.name)) return [];
    return [
      {
        PolicyARN: policy.arn,
        PolicyName: policy.name,
        PolicyType: policy.type,
        ServiceNamespace: target.namespace,
        ResourceId: target.resourceId,
        ScalableDimension: target.dimension,
        TargetTrackingScalingPolicyConfiguration: policy.tracking,
        Alarms: alarmsOf(context, policy),
        CreationTime: policy.createdAt,
      },
    ];
  });
  return paged("ScalingPolicies", found, input, mostPolicies);
}

/** DescribeScalingActivities: the newest first. */
function describeScalingActivities(context: CallContext, input: DescribeScalingActivitiesRequest): object {
  const { activities, targets } = context.state(scaling);
  const found = activities.toReversed().flatMap((activity) => {
    const target = targets.get(activity.target);
    if (target === undefined || target.namespace !== input.ServiceNamespace) return [];
    if (input.ResourceId !== undefined && target.resourceId !== input.ResourceId) return [];
    return [
      {
        ActivityId: activity.id,
        ServiceNamespace: target.namespace,
        ResourceId: target.resourceId,
        ScalableDimension: target.dimension,
        Description: activity.description,
        Cause: activity.cause,
        StartTime: activity.at,
        EndTime: activity.at,
        StatusCode: "Successful",
        StatusMessage: activity.description
          .replace("Setting", "Successfully set")
          .replace(".", ". Change successfully fulfilled by ecs."),
      },
    ];
  });
  return paged("ScalingActivities", found, input);
}

function describeTarget(context: CallContext, target: ScalableTarget): object {
  const { namespace, resourceId, dimension, suspended } = target;
  const key = targetKey({
    ResourceId: resourceId,
    ScalableDimension: dimension,
    ServiceNamespace: namespace,
  });
  return {
    ServiceNamespace: namespace,
    ResourceId: resourceId,
    ScalableDimension: dimension,
    MinCapacity: target.minimum,
    MaxCapacity: target.maximum,
    RoleARN: target.roleArn,
    CreationTime: target.createdAt,
    ScalableTargetARN: arnOf(context, key),
    SuspendedState: {
      DynamicScalingInSuspended: suspended.in,
      DynamicScalingOutSuspended: suspended.out,
      ScheduledScalingSuspended: false,
    },
  };
}

function alarmsOf({ partition, region, account }: CallContext, { alarms }: ScalingPolicy): readonly object[] {
  return Object.values(alarms ?? {}).map((AlarmName) => ({
    AlarmName,
    AlarmARN: `arn:${partition}:cloudwatch:${region}:${account}:alarm:${AlarmName}`,
  }));
}

function arnOf({ partition, region, account }: CallContext, key: string): string {
  const id = Buffer.from(key).toString("hex").slice(-34);
  return `arn:${partition}:application-autoscaling:${region}:${account}:scalable-target/${id}`;
}

function noTarget(input: Parameters<typeof targetKey>[0]): ReturnType<typeof clientFault> {
  return clientFault(
    "ObjectNotFoundException",
    `No scalable target found for service namespace: ${input.ServiceNamespace}, resource ID: ${input.ResourceId}, scalable dimension: ${input.ScalableDimension}`,
  );
}

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html: ten a page, unlike the others' fifty. */
const mostPolicies = 10;

function paged(
  member: string,
  items: readonly object[],
  input: { readonly NextToken?: string | undefined; readonly MaxResults?: number | undefined },
  most = 50,
): object {
  const page = pageOf(items, {
    token: input.NextToken,
    size: Math.min(input.MaxResults ?? most, most),
    invalidToken: () => clientFault("InvalidNextTokenException", "The next token supplied was invalid."),
  });
  return { [member]: page.items, NextToken: page.nextToken };
}
