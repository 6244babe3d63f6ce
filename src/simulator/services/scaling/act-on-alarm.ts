import { AwsFault } from "../../kernel/aws-fault.ts";
import { servicePrincipal } from "../../kernel/principal.ts";
import type { CallContext } from "../../kernel/service.ts";
import { alarms, type Alarm } from "../cloudwatch/alarm-state.ts";
import { ecs } from "../ecs/ecs-state.ts";
import { scaling, type ScalableTarget, type ScalingPolicy } from "./scaling-state.ts";

/** Cooldowns of an ECS service's target unless the policy says otherwise. https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html */
const cooldownSeconds = 300;

/**
 * What target tracking does while one of its alarms is in alarm: it sets the count that would bring the metric to its
 * target, within the target's bounds, out fast and in only when no deployment runs.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export function actOnAlarm(context: CallContext, alarm: Alarm, value: number): void {
  const { policies, targets } = context.state(scaling);
  for (const policy of policies.values()) {
    const target = targets.get(policy.target);
    const current = target === undefined ? undefined : serviceOf(context, target)?.desiredCount;
    const { alarms: own, tracking } = policy;
    if (target === undefined || current === undefined || tracking === undefined || own === undefined)
      continue;
    if (own.high !== alarm.name && own.low !== alarm.name) continue;
    policy.needed = Math.ceil((current * value) / (tracking.TargetValue ?? 1));
    const occasion = { policy, target, alarm, current };
    if (own.high === alarm.name) scaleOut(context, occasion);
    else scaleIn(context, occasion);
  }
}

interface Occasion {
  readonly policy: ScalingPolicy;
  readonly target: ScalableTarget;
  readonly alarm: Alarm;
  /** The service's desired count. */
  readonly current: number;
}

function scaleOut(context: CallContext, occasion: Occasion): void {
  const { policy, target, current } = occasion;
  const seconds = policy.tracking?.ScaleOutCooldown ?? cooldownSeconds;
  if (target.suspended.out || isCooling(context, target.lastOut, seconds) || current === 0) return;
  const wanted = Math.min(target.maximum, Math.max(current + 1, policy.needed ?? 0));
  if (wanted > current && setCount(context, occasion, wanted)) target.lastOut = context.now;
}

/** In only when every policy agrees, and no further than the one that needs most. */
function scaleIn(context: CallContext, occasion: Occasion): void {
  const { policy, target, current } = occasion;
  if (target.suspended.in || policy.tracking?.DisableScaleIn === true) return;
  const seconds = policy.tracking?.ScaleInCooldown ?? cooldownSeconds;
  if (isCooling(context, target.lastIn, seconds) || isCooling(context, target.lastOut, seconds)) return;
  const others = [...context.state(scaling).policies.values()].filter(
    (other) => other.target === policy.target && other.alarms !== undefined,
  );
  const known = context.state(alarms);
  const agreed = others.every((other) => known.get(other.alarms?.low ?? "")?.state === "ALARM");
  if (!agreed || isDeploying(context, target)) return;
  const wanted = Math.max(target.minimum, ...others.map(({ needed }) => needed ?? current));
  if (wanted < current && setCount(context, occasion, wanted)) target.lastIn = context.now;
}

function setCount(context: CallContext, { policy, target, alarm }: Occasion, desiredCount: number): boolean {
  const [, cluster, service] = target.resourceId.split("/");
  const scope = context.world.contextFor({
    service: "application-auto-scaling",
    principal: principalOf(context),
    account: context.account,
    region: context.region,
  });
  try {
    scope.call({ service: "ecs", action: "UpdateService", input: { cluster, service, desiredCount } });
  } catch (error) {
    // The next data point tries again.
    if (error instanceof AwsFault) return false;
    throw error;
  }
  context.state(scaling).activities.push({
    id: context.random.uuid(),
    target: policy.target,
    at: context.now,
    description: `Setting desired count to ${desiredCount}.`,
    cause: `monitor alarm ${alarm.name} in state ALARM triggered policy ${policy.name}`,
  });
  return true;
}

function principalOf({ account }: CallContext): ReturnType<typeof servicePrincipal> {
  return servicePrincipal("application-autoscaling", account);
}

function isDeploying(context: CallContext, target: ScalableTarget): boolean {
  return (
    serviceOf(context, target)?.deployments.some(({ rolloutState }) => rolloutState === "IN_PROGRESS") ===
    true
  );
}

function serviceOf(
  context: CallContext,
  { resourceId }: ScalableTarget,
):
  | { readonly desiredCount: number; readonly deployments: readonly { readonly rolloutState: string }[] }
  | undefined {
  const suffix = resourceId.replace(/^service\//, "/");
  return [...context.state(ecs).services.values()].find(({ arn }) => arn.endsWith(`:service${suffix}`));
}

function isCooling(context: CallContext, last: Date | undefined, seconds: number): boolean {
  return last !== undefined && context.now.getTime() - last.getTime() < seconds * 1000;
}
