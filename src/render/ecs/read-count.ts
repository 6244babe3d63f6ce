import type * as manifest from "../../manifest/parts/count.ts";
import { rangeBounds } from "../../manifest/parts/count.ts";
import { spotFromTask, type SpotUse } from "./capacity.ts";
import { defaultCooldown, type Cooldown, type Scaling, type ScalingTarget } from "./scaling.ts";

/** Reads how a service scales; undefined for a fixed number of tasks, on Spot or not. */
export function scalingOf(count: manifest.Count): Scaling | undefined {
  if (typeof count === "number" || count.spot !== undefined) return undefined;
  const { min = 0, max = 0 } = boundsOf(count);
  const cpu = target(count.cpu_percentage, count.cooldown);
  const memory = target(count.memory_percentage, count.cooldown);
  const requests = target(count.requests, count.cooldown);
  const responseTime = inSeconds(target(count.response_time, count.cooldown));
  const waiting = backlog(count.queue_delay, count.cooldown);
  return {
    minimum: min,
    maximum: max,
    ...(cpu === undefined ? {} : { cpu }),
    ...(memory === undefined ? {} : { memory }),
    ...(requests === undefined ? {} : { requests }),
    ...(responseTime === undefined ? {} : { responseTime }),
    ...(waiting === undefined ? {} : { backlog: waiting }),
  };
}

/** How many tasks a service is created with: Copilot's parameter `TaskCount`. */
export function initialCount(count: manifest.Count): number {
  if (typeof count === "number") return count;
  return count.spot ?? boundsOf(count).min ?? 0;
}

/** Reads when tasks run on Spot capacity. */
export function spotUseOf(count: manifest.Count): SpotUse {
  if (typeof count === "number") return { kind: "none" };
  const { min = 0, spot_from: spotFrom } = typeof count.range === "object" ? count.range : {};
  if (spotFrom !== undefined) return spotFromTask(spotFrom, min);
  return count.spot === undefined ? { kind: "none" } : { kind: "all" };
}

function boundsOf({ range }: manifest.AdvancedCount): manifest.RangeConfig {
  return (range === undefined ? undefined : rangeBounds(range)) ?? {};
}

function target(
  scaling: manifest.Scaling | undefined,
  general: manifest.Cooldown | undefined,
): ScalingTarget | undefined {
  if (scaling?.value === undefined) return undefined;
  return { value: scaling.value, cooldown: cooldown(scaling.cooldown, general) };
}

function inSeconds(milliseconds: ScalingTarget | undefined): ScalingTarget | undefined {
  return milliseconds === undefined ? undefined : { ...milliseconds, value: milliseconds.value / 1000 };
}

/** The messages that may wait for one task so that none waits longer than is acceptable. */
function backlog(
  delay: manifest.QueueScaling | undefined,
  general: manifest.Cooldown | undefined,
): ScalingTarget | undefined {
  if (delay?.acceptable_latency === undefined || delay.msg_processing_time === undefined) return undefined;
  const messages = Math.ceil(delay.acceptable_latency / delay.msg_processing_time);
  return { value: messages, cooldown: cooldown(delay.cooldown, general) };
}

function cooldown(special: manifest.Cooldown = {}, general: manifest.Cooldown = {}): Cooldown {
  return {
    scaleIn: seconds(special.in ?? general.in) ?? defaultCooldown.scaleIn,
    scaleOut: seconds(special.out ?? general.out) ?? defaultCooldown.scaleOut,
  };
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
