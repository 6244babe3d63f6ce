/** What is known of an application when its configuration is drafted. */
export interface DraftFacts {
  readonly application: string;
  /** The workspace's folder on this machine: the repository, where no pipeline names one. */
  readonly folder: string;
  readonly environments: KnownEnvironments;
  /** In the workspace's order. */
  readonly pipelines: readonly DraftPipeline[];
  /** What could not be read, each a sentence. */
  readonly unread: readonly string[];
}

/** `recorded`: as Parameter Store has them. `from-files`: Parameter Store was not read; folders and pipelines are all there is. */
export type KnownEnvironments =
  | {
      readonly kind: "recorded";
      /** The application's. */
      readonly account: string | undefined;
      readonly environments: readonly DraftEnvironment[];
    }
  | { readonly kind: "from-files"; readonly why: string; readonly names: readonly string[] };

/** An environment; where it is, when its record says so. */
export interface DraftEnvironment {
  readonly name: string;
  readonly place?: { readonly account: string; readonly region: string };
}

/** What a pipeline's manifest says about where commits come from and go to (copilot-model.md 7.1). */
export interface DraftPipeline {
  /** The manifest's path in the workspace. */
  readonly file: string;
  readonly provider: string | undefined;
  readonly repository: string | undefined;
  readonly branch: string | undefined;
  /** In order. */
  readonly stages: readonly DraftStage[];
}

/** One environment of a pipeline. */
export interface DraftStage {
  readonly environment: string;
  readonly needsApproval: boolean;
  /** It has test commands, or builds before or after its deployments. */
  readonly runsBuilds: boolean;
}

/** Something that a person has to look at, and where in the draft it is said. */
export interface DraftNote {
  readonly at: "top" | "source" | "branches" | { readonly environment: string };
  readonly text: string;
}

/** Whether the configuration takes it for the name of an application or an environment. */
export function isName(text: string): boolean {
  return namePattern.test(text);
}

/** A letter, then letters, digits and dashes: stacks' names are made of it. */
export const namePattern = /^[A-Za-z][A-Za-z0-9-]{0,254}$/;
