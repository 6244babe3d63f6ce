import type { Observed } from "./observed.ts";
import type { CommitSha } from "./revision.ts";

/** A commit that has come to an environment, for what is to be asked about it. */
export interface GateRequest {
  readonly environment: string;
  readonly commit: CommitSha;
  /** When the deployment ended: what began before says nothing about it. */
  readonly since: Date;
}

/** How a check, a deployment status or a build stands. */
export type GateState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly detail: string }
  | { readonly kind: "ended"; readonly passed: boolean; readonly at: Date; readonly detail: string };

/** What one GitHub App says about commits. Nobody else's word counts, whatever its name. */
export interface Checks {
  /** The newest run of a check of this name by this app that began after the deployment; absent is `none`. */
  check(
    request: GateRequest,
    of: { readonly app: number; readonly check: string },
    signal?: AbortSignal,
  ): Promise<Observed<GateState>>;
  /** The newest status of a deployment to the environment, by this app, begun after the deployment ended here. */
  deployment(
    request: GateRequest,
    of: { readonly app: number },
    signal?: AbortSignal,
  ): Promise<Observed<GateState>>;
}

/** Build projects that Autoland may start. */
export interface Builds {
  /** The build that was started for this key, however long ago; looked for among the project's newest hundred. */
  find(build: BuildKey, signal?: AbortSignal): Promise<Observed<GateState>>;
  /** Starts it. Started twice for one key within minutes it is one build. */
  start(build: BuildKey & { readonly commit: CommitSha }, signal?: AbortSignal): Promise<void>;
}

/** Which build: the key tells it from all others of its project. */
export interface BuildKey {
  readonly project: string;
  readonly region?: string;
  /** Absent for one that serves all environments: the build of a commit's images. */
  readonly environment?: string;
  readonly key: string;
}
