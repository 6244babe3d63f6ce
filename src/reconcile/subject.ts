import type { EnvironmentRoles } from "../domain/cloud.ts";
import type { EnvironmentRule } from "../plan/plan-application.ts";
import type { BranchRule } from "./resolve-revisions.ts";

/** One application as the operator's configuration describes it: what a sync is about. */
export interface Subject {
  readonly application: string;
  readonly branches: readonly BranchRule[];
  /** In the order of the configuration; every environment that a branch feeds. */
  readonly environments: readonly (EnvironmentRule & { readonly roles: EnvironmentRoles })[];
}
