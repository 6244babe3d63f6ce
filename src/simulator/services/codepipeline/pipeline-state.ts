import type { Cell } from "../../kernel/cells.ts";
import type { World } from "../../kernel/world.ts";

/** A stage whose entrance is closed, by whom and why. */
export interface ClosedTransition {
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
}

/** How the newest execution stands in a stage. */
export interface StageExecution {
  readonly executionId: string;
  readonly status: "InProgress" | "Succeeded" | "Failed" | "Stopped" | "Cancelled";
  readonly at: Date;
  readonly summary?: string | undefined;
}

/** What happened to pipelines since their stacks made them; keys are `<pipeline>/<stage>`. */
export const pipelineStates: Cell<{
  /** What people closed; undefined where they opened what the template had closed. */
  readonly transitions: Map<string, ClosedTransition | undefined>;
  readonly executions: Map<string, StageExecution>;
}> = {
  name: "codepipeline/states",
  scope: "region",
  initial: () => ({ transitions: new Map(), executions: new Map() }),
};

/** Says how the newest execution of a pipeline stands in one of its stages. Nothing runs by itself. */
export function setStageExecution(
  world: World,
  stage: {
    readonly account: string;
    readonly region: string;
    readonly pipeline: string;
    readonly stage: string;
  },
  execution: Omit<StageExecution, "at">,
): void {
  const { executions } = world.cells.at(pipelineStates, stage);
  executions.set(`${stage.pipeline}/${stage.stage}`, { ...execution, at: world.clock.now() });
}
