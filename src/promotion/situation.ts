import type { Failure } from "../domain/failure.ts";
import type { EnvironmentPlan, Step } from "../domain/plan.ts";
import type { Identity, PromotionRules } from "../domain/promotion.ts";
import type { RecordedState } from "../domain/records.ts";
import type { Passing } from "./passing.ts";

/** Everything that decides whether a step of an environment may be carried out now. */
export interface Situation {
  readonly application: string;
  readonly plan: EnvironmentPlan;
  readonly rules: PromotionRules;
  readonly records: RecordedState;
  readonly now: Date;
  /** The environment that this one comes after; undefined where there is none, or where a person's rollback goes past it. */
  readonly forerunner: Forerunner | undefined;
  readonly identities: readonly Identity[];
  /** Addresses of those who wrote what is to be applied; undefined where that could not be found out, or was not asked for. */
  readonly authors: readonly string[] | undefined;
  /** How the pre-steps stand for what is to be applied; undefined where the environment has none. */
  readonly preSteps: PreStepState | undefined;
}

/** The environment that comes first, as seen for the commit that is planned. */
export interface Forerunner {
  readonly environment: string;
  readonly passing: Passing;
  /** A workload that does not run, in words; undefined when none was seen. */
  readonly ill: string | undefined;
}

/** How far the pre-steps of an environment are. */
export type PreStepState =
  | { readonly kind: "to-start" }
  | { readonly kind: "running"; readonly detail: string }
  /** It could not be asked. It may be running, so nothing is started beside it. */
  | { readonly kind: "unknown"; readonly failure: Failure }
  | { readonly kind: "passed" }
  /** The job whose task is to run is not deployed there yet; its own stack is made first. */
  | { readonly kind: "job-missing"; readonly job: string }
  | { readonly kind: "failed"; readonly detail: string };

/** Why a step is planned and not carried out now. */
export interface Obstacle {
  /** PascalCase and stable. */
  readonly reason: string;
  /** A sentence. */
  readonly because: string;
  /** The next command, where a person can do something. */
  readonly remedy?: string;
  /** When it ends by itself, where that is known. */
  readonly until?: Date;
}

/** One reason for not carrying out a step now; undefined where it does not apply. Pure. */
export type Rule = (step: Step, situation: Situation) => Obstacle | undefined;
