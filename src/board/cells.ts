import type { EnvironmentPlan } from "../domain/plan.ts";
import type { StepOutcome } from "../domain/report.ts";
import type { ApplicationBoard, CellState } from "./board.ts";

/** One cell of the grid of environments and workloads. */
export interface Cell {
  readonly key: string;
  readonly environment: string;
  /** The empty text for the environment itself. */
  readonly workload: string;
  readonly state: CellState;
}

/** The key of a cell: `environment/workload`, and `environment/` for the environment's own stack. */
export function cellKey(environment: string, workload: string | undefined): string {
  return `${environment}/${workload ?? ""}`;
}

/** Every cell of an application that was looked at: what is in sync, to be done, being done, has failed or is held. */
export function cellsOf(board: ApplicationBoard): readonly Cell[] {
  return (board.seen?.plan.environments ?? []).flatMap((plan) =>
    [...statesOf(board, plan)].map(([workload, state]) => ({
      key: cellKey(plan.environment, workload),
      environment: plan.environment,
      workload,
      state,
    })),
  );
}

/** Later words outdo earlier ones: what is being done outdoes what is planned, and that what is held. */
function statesOf(board: ApplicationBoard, plan: EnvironmentPlan): ReadonlyMap<string, CellState> {
  const states = new Map<string, CellState>(plan.inSync.map((workload) => [workload, "in-sync"]));
  for (const held of plan.held) {
    states.set(held.workload ?? "", held.reason === "NotInGit" ? "not-in-git" : "held");
  }
  for (const step of plan.steps) {
    states.set(step.workload ?? "", stateOf(board.ended.get(step.digest)));
  }
  for (const { step } of board.running.values()) {
    if (step.environment === plan.environment) states.set(step.workload ?? "", "changing");
  }
  return states;
}

/** How a planned step stands by what came of it last. */
function stateOf(outcome: StepOutcome | undefined): CellState {
  switch (outcome?.kind) {
    case "applied":
    case "nothing-to-do":
      return "in-sync";
    case "failed":
      return "failed";
    case "skipped":
    case undefined:
      return "pending";
  }
}
