import type { Logger } from "pino";
import type { Clock } from "../domain/clock.ts";
import type { EnvironmentRoles, StackWriter } from "../domain/cloud.ts";
import type { EnvironmentRecord } from "../domain/copilot-records.ts";
import type { Failure } from "../domain/failure.ts";
import type { FailurePolicy } from "../domain/failure-policy.ts";
import type { Healings } from "../domain/healing.ts";
import type { Tell } from "../domain/happening.ts";
import type { Judged } from "../domain/judged.ts";
import type { StackStep } from "../domain/plan.ts";
import type { FailedUpdates, OpenChangeSet, Records } from "../domain/records.ts";
import type { Registry } from "../domain/registry.ts";
import type { Remover } from "../domain/removal.ts";
import type { Target } from "../domain/target.ts";
import type { PolicyInput } from "../plan/policy-hold.ts";
import type { Look } from "./look.ts";
import type { HealthMemory } from "./health-memory.ts";
import type { Operations } from "./operations.ts";

/** The ports that change something, and what telling of it needs. */
export interface Hands {
  readonly writer: StackWriter;
  readonly remover: Remover;
  readonly registry: Registry;
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whoever wants to know what happens while it happens. */
  readonly tell: Tell;
  /** Attempts that stalled, by the name of the attempt, such as that of its change set. Forgotten with the process, which costs one more try. */
  readonly stalled: Map<string, StalledAttempt>;
  /** Absent: every pass asks about every workload. */
  readonly health?: HealthMemory;
  /** Whoever watches for drift is handed each look; absent: nobody does. */
  readonly saw?: (seen: Look) => void;
  /** Which stacks this process is changing. */
  readonly operations: Operations;
}

/** A step that a person has to unblock, and when it is tried again all the same: permissions may have been mended meanwhile. */
export interface StalledAttempt {
  readonly failure: Failure;
  /** Milliseconds that it rests. */
  readonly rest: number;
  readonly until: Date;
}

/** What a step needs to know of its environment. */
export interface StepContext {
  readonly application: string;
  readonly record: EnvironmentRecord;
  readonly roles: EnvironmentRoles;
  /** When a person last asked for a retry, ISO 8601, or the empty text; part of the attempt's name. */
  readonly retriedAt: (target: Target) => string;
  /** What is done about a change that fails. */
  readonly failing: FailurePolicy;
  /** Whether the branch has moved on since the commit that this plan is for. Asks Git, and says no where it cannot tell. */
  readonly isOvertaken: (signal: AbortSignal) => Promise<boolean>;
  /** Whether an earlier step of the same plan has changed the stack, so that it no longer is as it was planned against. */
  readonly isContinued: boolean;
  /** Whether no newer pass has begun: what a newer one has seen, an older one's plan no longer begins to change. */
  readonly isNewest: () => boolean;
  /** What policy judges of a step's stack, and by what; undefined where the stack was not rendered. */
  readonly policyOn: (
    step: StackStep,
  ) => { readonly judged: Judged; readonly policy: PolicyInput } | undefined;
  /** Change sets that earlier runs may have left. */
  readonly openChangeSets: readonly OpenChangeSet[];
  /** What failed on its stacks before their last operations. */
  readonly failedUpdates: readonly FailedUpdates[];
  /** When settings of its services were put back lately. */
  readonly healings: readonly Healings[];
}
