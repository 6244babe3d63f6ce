import type { DriftFinding } from "./drift.ts";
import type { DriftStanding } from "./drift-standing.ts";
import type { Failure } from "./failure.ts";
import type { Plan, Step } from "./plan.ts";
import type { Reason, Report, StepOutcome, WorkloadHealth } from "./report.ts";

/**
 * Something that people may want to know, told the moment it happens. It is output, never input: what is decided does not depend on
 * who heard of it (design.md 3).
 */
export type Happening = { readonly application: string; readonly at: Date } & (
  | {
      readonly kind: "looked";
      readonly plan: Plan;
      readonly health: readonly WorkloadHealth[];
      readonly reasons?: readonly Reason[];
      /** Where people find the services of each environment that can be reached, by environment. */
      readonly addresses?: ReadonlyMap<string, string>;
    }
  | { readonly kind: "step-began"; readonly step: Step }
  /** One line of what CloudFormation or ECS says while a step is carried out. */
  | { readonly kind: "step-progressed"; readonly step: Step; readonly line: string }
  | { readonly kind: "step-ended"; readonly outcome: StepOutcome }
  | { readonly kind: "pass-ended"; readonly report: Report }
  | { readonly kind: "pass-failed"; readonly failure: Failure }
  /**
   * A look for drift has ended, over all of the application or a part of it. `standing` is everything that is known now; `found` and
   * `gone` are what this look has changed in that, without what is only not deployed yet (`isDriftNews`).
   */
  | {
      readonly kind: "drift-looked";
      readonly standing: DriftStanding;
      readonly found: readonly DriftFinding[];
      readonly gone: readonly DriftFinding[];
    }
);

/** Whoever listens. It must not throw and must not make the teller wait: slow audiences keep a queue of their own. */
export type Tell = (happening: Happening) => void;
