import type { Logger } from "pino";
import type { Clock } from "../domain/clock.ts";
import type { EnvironmentRoles, StackWriter } from "../domain/cloud.ts";
import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import type { Records } from "../domain/records.ts";

/** The ports that change something, and what telling of it needs. */
export interface Hands {
  readonly writer: StackWriter;
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What a step needs to know of its environment. */
export interface StepContext {
  readonly application: string;
  readonly record: EnvironmentRecord;
  readonly roles: EnvironmentRoles;
  /** When a person last asked for a retry of a workload, ISO 8601, or the empty text; part of the attempt's name. */
  readonly retriedAt: (workload: string) => string;
}
