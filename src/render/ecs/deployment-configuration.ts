import type { JsonMap } from "../../domain/template.ts";
import { noValue, when } from "../../template/intrinsics.ts";
import type { EcsContext } from "./ecs-context.ts";
import { ownAlarms } from "./rollback-alarms.ts";

/** How a deployment replaces tasks, in percent of the desired count. */
export interface RollingUpdate {
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
}

/** Starts new tasks before it stops old ones. */
export const rolling: RollingUpdate = { minimumHealthyPercent: 100, maximumPercent: 200 };

/** Stops old tasks before it starts new ones. */
export const recreating: RollingUpdate = { minimumHealthyPercent: 0, maximumPercent: 100 };

/** `DeploymentConfiguration` of an ECS service: rolls back by itself, and by alarms where the manifest names any. */
export function deploymentConfiguration(context: EcsContext): JsonMap {
  const { minimumHealthyPercent, maximumPercent } = context.rollingUpdate;
  return {
    DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    MinimumHealthyPercent: minimumHealthyPercent,
    MaximumPercent: maximumPercent,
    Alarms: alarms(context),
  };
}

/** GovCloud has no rollback by alarms, so that there the property may not even say that it is off. */
const alarmsOff: JsonMap = when("IsGovCloud", noValue, { Enable: false, AlarmNames: [], Rollback: true });

function alarms(context: EcsContext): JsonMap {
  const { existingAlarms } = context.rollback;
  const names = existingAlarms.length > 0 ? existingAlarms : ownAlarms(context).map((alarm) => alarm.name);
  if (names.length === 0) return alarmsOff;
  return { AlarmNames: names, Enable: true, Rollback: true };
}
