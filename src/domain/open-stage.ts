/** A stage through which one of Copilot's pipelines still deploys to an environment (copilot-model.md 7.3). */
export interface OpenStage {
  readonly environment: string;
  readonly pipeline: string;
  readonly stage: string;
  readonly region: string;
}

/** Reasons for which nothing is applied to an environment while one of Copilot's pipelines deploys to it, or may. */
export const pipelineReasons: ReadonlySet<string> = new Set(["PipelineActive", "PipelineUnknown"]);
