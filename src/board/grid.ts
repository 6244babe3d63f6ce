import type { DriftTarget } from "../domain/drift.ts";
import { type EnvironmentPlan, type Held, isAtCommit } from "../domain/plan.ts";
import type { StepOutcome, WorkloadHealth } from "../domain/report.ts";
import type { ApplicationBoard, CellState } from "./board.ts";
import { cellKey, cellsOf } from "./cells.ts";

/** An application as a table: workloads down, environments across. */
export interface Grid {
  readonly columns: readonly GridColumn[];
  readonly rows: readonly GridRow[];
}

/** One environment of the table. */
export interface GridColumn {
  readonly plan: EnvironmentPlan;
  readonly isAtCommit: boolean;
  /** How many cells are in each state; states without a cell are left out. */
  readonly counts: ReadonlyMap<CellState, number>;
  /** The environment's own stack, and what holds the environment as a whole. */
  readonly own?: GridCell;
}

/** One workload of the table, with a cell for each column; undefined where the environment does not have it. */
export interface GridRow {
  readonly workload: string;
  readonly cells: readonly (GridCell | undefined)[];
}

/** One workload in one environment. */
export interface GridCell {
  readonly environment: string;
  readonly workload: string;
  readonly state: CellState;
  /** Since when the process has seen it so. */
  readonly since?: Date;
  readonly health?: WorkloadHealth;
  /** How it departs from Git, its template and what is live; absent until that was looked at. */
  readonly drift?: DriftTarget;
  /** Why it is held, or how its last step ended. */
  readonly held: readonly Held[];
  readonly outcome?: StepOutcome;
}

/** The table of an application that was looked at; empty before. */
export function gridOf(board: ApplicationBoard): Grid {
  const plans = board.seen?.plan.environments ?? [];
  const cells = new Map(cellsOf(board).map((cell) => [cell.key, cell]));
  const healths = new Map(
    (board.seen?.health ?? []).map((item) => [cellKey(item.environment, item.workload), item]),
  );
  const outcomes = new Map(
    [...board.ended.values()].map((outcome) => [
      cellKey(outcome.step.environment, outcome.step.workload),
      outcome,
    ]),
  );
  const drifts = new Map(
    (board.drift?.report.targets ?? []).map((item) => [cellKey(item.environment, item.workload), item]),
  );
  const cellAt = (plan: EnvironmentPlan, workload: string): GridCell | undefined => {
    const key = cellKey(plan.environment, workload);
    const cell = cells.get(key);
    if (cell === undefined) return undefined;
    const since = board.since.get(key)?.at;
    const health = healths.get(key);
    const outcome = outcomes.get(key);
    const drift = drifts.get(key);
    return {
      environment: plan.environment,
      workload,
      state: cell.state,
      held: plan.held.filter((held) => (held.workload ?? "") === workload),
      ...(since === undefined ? {} : { since }),
      ...(health === undefined ? {} : { health }),
      ...(outcome === undefined ? {} : { outcome }),
      ...(drift === undefined ? {} : { drift }),
    };
  };
  const names = [...new Set([...cells.values()].map((cell) => cell.workload))].filter((name) => name !== "");
  return {
    columns: plans.map((plan) => {
      const own = cellAt(plan, "");
      return {
        plan,
        isAtCommit: isAtCommit(plan),
        counts: countsOf(plan.environment, [...cells.values()]),
        ...(own === undefined ? {} : { own }),
      };
    }),
    rows: names.toSorted().map((workload) => ({
      workload,
      cells: plans.map((plan) => cellAt(plan, workload)),
    })),
  };
}

function countsOf(
  environment: string,
  cells: readonly { readonly environment: string; readonly state: CellState }[],
): ReadonlyMap<CellState, number> {
  const counts = new Map<CellState, number>();
  for (const cell of cells) {
    if (cell.environment === environment) counts.set(cell.state, (counts.get(cell.state) ?? 0) + 1);
  }
  return counts;
}

/** The steps of a cell that are still to be done, and the one that is being done. */
export function stepsOf(
  board: ApplicationBoard,
  environment: string,
  workload: string,
): {
  readonly planned: EnvironmentPlan["steps"];
  readonly running: readonly (typeof board.running extends ReadonlyMap<string, infer R> ? R : never)[];
} {
  const plan = board.seen?.plan.environments.find((other) => other.environment === environment);
  const planned = (plan?.steps ?? []).filter((step) => (step.workload ?? "") === workload);
  const running = [...board.running.values()].filter(
    ({ step }) => step.environment === environment && (step.workload ?? "") === workload,
  );
  const busy = new Set(running.map(({ step }) => step.digest));
  return { planned: planned.filter((step) => !busy.has(step.digest)), running };
}
