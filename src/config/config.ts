import type { EnvironmentRoles } from "../domain/cloud.ts";
import type { Mode } from "../domain/plan.ts";

/** The operator's configuration, checked. It is never read from a branch that is deployed. */
export interface Config {
  /** In the order of the file; names are unique. */
  readonly applications: readonly ApplicationConfig[];
}

/** One application. */
export interface ApplicationConfig {
  /** The name in `copilot/.workspace`. */
  readonly name: string;
  readonly source: SourceConfig;
  /** In the order of the file. Every environment stands under exactly one branch. */
  readonly branches: readonly BranchConfig[];
  /** Every environment that a branch feeds, in the order of the branches, with its settings or their defaults. */
  readonly environments: readonly EnvironmentConfig[];
}

/** Where the application's repository is, and how often its heads are read. */
export type SourceConfig =
  | { readonly kind: "git"; readonly url: string; readonly intervalMilliseconds: number }
  | { readonly kind: "github"; readonly repository: string; readonly intervalMilliseconds: number };

/** A branch, or a glob of branches, and the environments that it feeds. */
export interface BranchConfig {
  /** As it is written. */
  readonly pattern: string;
  readonly matches: (branch: string) => boolean;
  readonly environments: readonly string[];
}

/** What the operator says of one environment. */
export interface EnvironmentConfig {
  readonly name: string;
  /** `look` unless the configuration says otherwise. */
  readonly mode: Mode;
  /** The environment that must be at the same commit and well before this one moves; fed by the same branch. */
  readonly after?: string;
  readonly roles: EnvironmentRoles;
}
