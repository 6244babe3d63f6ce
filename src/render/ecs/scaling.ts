/** How a service scales, with all defaults filled in (copilot-model.md 5.3). */
export interface Scaling {
  readonly minimum: number;
  readonly maximum: number;
  /** Percent of the reserved CPU. */
  readonly cpu?: ScalingTarget;
  /** Percent of the reserved memory. */
  readonly memory?: ScalingTarget;
  /** Requests per target and minute. */
  readonly requests?: ScalingTarget;
  /** Seconds. */
  readonly responseTime?: ScalingTarget;
  /** Messages in a queue per task. */
  readonly backlog?: ScalingTarget;
}

/** The value at which a metric is kept, and how long scaling rests after it acted. */
export interface ScalingTarget {
  readonly value: number;
  readonly cooldown: Cooldown;
}

/** Seconds of rest after tasks were removed and added. */
export interface Cooldown {
  readonly scaleIn: number;
  readonly scaleOut: number;
}

/** Copilot's rest periods. */
export const defaultCooldown: Cooldown = { scaleIn: 120, scaleOut: 60 };
