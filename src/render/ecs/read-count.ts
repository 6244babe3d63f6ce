import type * as manifest from "../../manifest/parts/count.ts";
import { rangeBounds } from "../../manifest/parts/count.ts";
import { spotFromTask, type SpotUse } from "./capacity.ts";
import { defaultCooldown, type Cooldown, type Scaling, type ScalingTarget } from "./scaling.ts";

/** Reads how a service scales; undefined for a fixed number of tasks, on Spot or not. */
export function scalingOf(count: manifest.Count): Scaling | undefined {
  if (typeof count === "number" || count.spot !== undefined) return undefined;
  const { cpu_percentage: cpu, memory_percentage: memory, requests, response_time: responseTime } = count;
  const bounds = boundsOf(count);
  return {
    minimum: bounds.min ?? 0,
    maximum: bounds.max ?? 0,
    ...named("cpu", target(cpu, count.cooldown)),
    ...named("memory", target(memory, count.cooldown)),
    ...named("requests", target(requests, count.cooldown)),
    ...named("responseTime", inSeconds(target(responseTime, count.cooldown))),
    ...named("backlog", backlog(count.queue_delay, count.cooldown)),
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

function named<Key extends string>(
  key: Key,
  value: ScalingTarget | undefined,
): { readonly [name in Key]?: ScalingTarget } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [name in Key]: ScalingTarget });
}
