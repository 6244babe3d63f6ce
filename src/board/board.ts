import type { DriftStanding } from "../domain/drift-standing.ts";
import type { Failure } from "../domain/failure.ts";
import type { Plan, Step } from "../domain/plan.ts";
import type { Reason, StepOutcome, WorkloadHealth } from "../domain/report.ts";

/** Where every application stands, as far as the process has heard since it started. A value: hearing gives a new one. */
export interface Board {
  readonly applications: ReadonlyMap<string, ApplicationBoard>;
  /** Rises with everything that was heard. */
  readonly version: number;
}

/** Where one application stands. */
export interface ApplicationBoard {
  readonly application: string;
  /** The last look; undefined until the first one. */
  readonly seen?: Seen;
  /** Why the last pass could not look, when it could not. */
  readonly failure?: Failure & { readonly at: Date };
  /** Steps that are being carried out, by digest. */
  readonly running: ReadonlyMap<string, RunningStep>;
  /** What came last of each step, by digest, while it is still planned. */
  readonly ended: ReadonlyMap<string, StepOutcome>;
  /** Since when each cell is as it is, by cell key; as long as the process knows. */
  readonly since: ReadonlyMap<string, CellSince>;
  /** How it departs from Git, its templates and what is live, with when that was last looked at; undefined until then. */
  readonly drift?: DriftStanding & { readonly at: Date };
  /** Newest first, a bounded number. */
  readonly timeline: readonly TimelineEntry[];
}

/** What a look found. */
export interface Seen {
  readonly plan: Plan;
  readonly health: readonly WorkloadHealth[];
  /** Why environments are not at the heads of their branches. */
  readonly reasons: readonly Reason[];
  readonly at: Date;
}

/** A step while it is carried out. */
export interface RunningStep {
  readonly step: Step;
  readonly since: Date;
  /** What was said of it, oldest first; only the last thirty are kept. */
  readonly lines: readonly string[];
}

/** How one workload of one environment stands to its commit. */
export type CellState = "in-sync" | "pending" | "changing" | "failed" | "held" | "not-in-git";

/** A cell's state and when it became so. */
export interface CellSince {
  readonly state: CellState;
  readonly at: Date;
}

/** One line of what happened to an application. */
export interface TimelineEntry {
  readonly at: Date;
  readonly kind:
    | "began"
    | StepOutcome["kind"]
    | "pass-failed"
    | "recovered"
    | "commit"
    | "drifted"
    | "drift-gone";
  readonly environment?: string;
  readonly workload?: string;
  /** Stable reason of a failure. */
  readonly reason?: string;
  /** A sentence. */
  readonly message: string;
  readonly commit?: string;
}

/** A board on which nothing is written yet. */
export function emptyBoard(applications: readonly string[]): Board {
  return {
    applications: new Map(
      applications.map((application) => [
        application,
        { application, running: new Map(), ended: new Map(), since: new Map(), timeline: [] },
      ]),
    ),
    version: 0,
  };
}
