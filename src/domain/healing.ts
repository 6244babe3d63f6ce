import type { StackId } from "./stack.ts";
import type { Target } from "./target.ts";

/**
 * What is done about what somebody has changed live, behind CloudFormation's back: told of; put back once a person has approved that; or
 * put back. docs/drift.md says what can be put back.
 */
export type HealMode = "report" | "approve" | "auto";

/** One setting of a running service that is put back: a number of tasks, a task definition, or a bound of scaling. Never a secret. */
export interface HealFix {
  readonly setting: "desired-count" | "task-definition" | "minimum" | "maximum" | "suspension";
  /** As it was seen; where it is something else by then, nothing is done. */
  readonly from: string;
  /** As the deployed template says. */
  readonly to: string;
}

/** How often settings of one service are put back by themselves within how many milliseconds: somebody who goes on changing them means it. */
export const healingBrake = { times: 3, within: 24 * 3_600_000 } as const;

/** When settings of one service were put back. */
export interface Healings extends Target {
  /** The newest last; no more than the brake asks about. */
  readonly healed: readonly Date[];
}

/** A service with settings to be put back. */
export interface DueHeal {
  readonly environment: string;
  readonly workload: string;
  readonly stack: StackId;
  /** When the stack last began to change, ISO 8601: where it has begun to change since, nothing is done. */
  readonly lastChanged: string;
  readonly fixes: readonly HealFix[];
  /** When settings of it were put back within the time of the brake. */
  readonly healedAt: readonly Date[];
}
