import type { Milliseconds } from "./duration.ts";

/** How many tasks run: a number, or what it depends on. */
export type Count = number | AdvancedCount;

/** Tasks on Spot capacity, or autoscaling; a valid manifest has one of the two. */
export interface AdvancedCount {
  /** Number of tasks, all on Fargate Spot. */
  readonly spot?: number;
  readonly range?: Range;
  readonly cooldown?: Cooldown;
  readonly cpu_percentage?: Scaling;
  readonly memory_percentage?: Scaling;
  /** Requests per target and minute. */
  readonly requests?: Scaling;
  /** The value is in milliseconds. */
  readonly response_time?: Scaling;
  readonly queue_delay?: QueueScaling;
}

/** Bounds of autoscaling: `1-10`, or a map. `rangeBounds` reads both. */
export type Range = string | RangeConfig;

/** Bounds of autoscaling. From the task numbered `spot_from` on, tasks are on Fargate Spot. */
export interface RangeConfig {
  readonly min?: number;
  readonly max?: number;
  readonly spot_from?: number;
}

/** A target that autoscaling keeps to. Both spellings read alike; `form` tells which one stands in the manifest. */
export interface Scaling {
  readonly form: "value" | "map";
  readonly value?: number;
  readonly cooldown?: Cooldown;
}

/** How long to wait after scaling in or out. */
export interface Cooldown {
  readonly in?: Milliseconds;
  readonly out?: Milliseconds;
}

/** Scaling by how long messages wait. A valid manifest has both durations. */
export interface QueueScaling {
  readonly acceptable_latency?: Milliseconds;
  readonly msg_processing_time?: Milliseconds;
  readonly cooldown?: Cooldown;
}

/**
 * The bounds that a range stands for; undefined for a text that is no range, which validation refuses.
 */
export function rangeBounds(range: Range): RangeConfig | undefined {
  if (typeof range !== "string") return range;
  const match = /^(\d+)-(\d+)$/.exec(range);
  return match === null ? undefined : { min: Number(match[1]), max: Number(match[2]) };
}
