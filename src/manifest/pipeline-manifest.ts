import type { Json } from "../domain/template.ts";

/** A pipeline as its manifest describes it: one source, and environments in order (copilot-model.md 7.1). */
export interface PipelineManifest {
  readonly name: string;
  /** Always 1. */
  readonly version: number;
  readonly source?: PipelineSource;
  readonly build?: PipelineBuild;
  readonly stages: readonly PipelineStage[];
}

/** Where the pipeline's commits come from. */
export interface PipelineSource {
  /** `GitHub`, `GitHubV1`, `CodeCommit` or `Bitbucket`. */
  readonly provider?: string;
  /** `repository`, `branch` and what else the provider needs. */
  readonly properties?: Readonly<Record<string, Json>>;
}

/** The project that builds and packages. */
export interface PipelineBuild {
  readonly image?: string;
  readonly buildspec?: string;
  readonly additional_policy?: { readonly PolicyDocument?: Json };
}

/** An environment of the pipeline; `name` is the environment's. */
export interface PipelineStage {
  readonly name: string;
  readonly requires_approval?: boolean;
  readonly test_commands?: readonly string[];
  readonly deployments?: Readonly<Record<string, PipelineDeployment>>;
  readonly pre_deployments?: Readonly<Record<string, PipelineAction>>;
  readonly post_deployments?: Readonly<Record<string, PipelineAction>>;
}

/** A stack that the stage deploys. */
export interface PipelineDeployment {
  readonly stack_name?: string;
  readonly template_path?: string;
  readonly template_config?: string;
  readonly depends_on?: readonly string[];
}

/** A build project that runs before or after the deployments. */
export interface PipelineAction {
  readonly buildspec?: string;
  readonly depends_on?: readonly string[];
}
