import type { Failure } from "./failure.ts";
import type { Plan, Step } from "./plan.ts";
import type { Target } from "./target.ts";

/** How one step ended. */
export type StepOutcome =
  | { readonly kind: "applied"; readonly step: Step }
  /** CloudFormation found nothing to change, or somebody made the same change meanwhile. */
  | { readonly kind: "nothing-to-do"; readonly step: Step }
  | {
      readonly kind: "failed";
      readonly step: Step;
      readonly failure: Failure;
      /** Set where the stack had begun to change: it is at rest again, and not as it was asked to be. */
      readonly wentBack?: true;
    }
  /** Not begun, because a step or an environment that it depends on did not end well, or the mode forbids it. */
  | { readonly kind: "skipped"; readonly step: Step; readonly reason: string; readonly because: string };

/** What came of one sync. */
export interface Report {
  readonly plan: Plan;
  readonly outcomes: readonly StepOutcome[];
  /** Why environments are not at the heads of their branches; at least one for each that is not. */
  readonly reasons: readonly Reason[];
  readonly health: readonly WorkloadHealth[];
}

/** Why something is not as the head of its branch asks: said before steps were carried out. */
export interface Reason extends Target {
  /** PascalCase and stable. */
  readonly reason: string;
  readonly message: string;
  /** The next command, where a person can do something. */
  readonly remedy?: string;
  /** When it ends by itself, where that is known. */
  readonly until?: Date;
}

/** Argo CD's and Flux's words for how a thing is, in order of badness; the worst of several wins. */
export type HealthStatus = "Healthy" | "Suspended" | "Progressing" | "Missing" | "Degraded" | "Unknown";

/** How one workload in one environment is running. */
export interface WorkloadHealth {
  readonly environment: string;
  readonly workload: string;
  readonly status: HealthStatus;
  /** A sentence. */
  readonly message: string;
  /** When AWS said so; absent: in this pass. */
  readonly at?: Date;
}
