import type { EnvironmentRoles } from "../domain/cloud.ts";
import type { DesiredEnvironment } from "../domain/desired.ts";
import type { FailurePolicy } from "../domain/failure-policy.ts";
import type { DueHeal, HealMode } from "../domain/healing.ts";
import type { Observed } from "../domain/observed.ts";
import type { ObservedApplication } from "../domain/observed-application.ts";
import type { OpenStage } from "../domain/open-stage.ts";
import type { Behind, Held, Mode } from "../domain/plan.ts";
import type { PromotionRules } from "../domain/promotion.ts";
import type { PrunePolicy } from "../domain/prune-policy.ts";
import type { RecordedState } from "../domain/records.ts";
import type { Revision } from "../domain/revision.ts";
import type { PolicyInput } from "./policy-hold.ts";
import type { DueRedeployment } from "./redeploy-steps.ts";
import type { NestedTemplates } from "./stack-data.ts";

/** What is known of one environment before planning: what its commit asks for, or why no commit could be found or read. */
export type EnvironmentWish =
  | { readonly kind: "desired"; readonly desired: DesiredEnvironment; readonly behind?: Behind }
  | { readonly kind: "held"; readonly held: Held; readonly revision?: Revision };

/** What the operator's configuration says of one environment. */
export interface EnvironmentRule {
  readonly environment: string;
  readonly mode: Mode;
  readonly after?: string;
  /** What may be deleted; absent: nothing. */
  readonly prune?: PrunePolicy;
  readonly roles?: EnvironmentRoles;
  readonly failing?: FailurePolicy;
  /** What is done about settings that somebody has changed live; they are told of when it is absent. */
  readonly heal?: HealMode;
  readonly promotion?: Pick<PromotionRules, "approvalFor">;
  /** Whether Copilot's pipelines that deploy there hold what is to be applied; they do when absent. */
  readonly pipelines?: "hold" | "ignore";
}

/** Everything that a plan is made from. */
export interface PlanInput {
  readonly application: string;
  /** In the order of the configuration. */
  readonly rules: readonly EnvironmentRule[];
  readonly wishes: ReadonlyMap<string, EnvironmentWish>;
  readonly observed: ObservedApplication;
  readonly records: RecordedState;
  /** Services that are to get new tasks. */
  readonly redeployments?: readonly DueRedeployment[];
  /** Services with settings that somebody has changed live. */
  readonly heals?: readonly DueHeal[];
  readonly policy: Pick<PolicyInput, "settings" | "otherApplications" | "today">;
  /** Stages through which Copilot's pipelines still deploy; absent: they were not asked for. */
  readonly openStages: Observed<readonly OpenStage[]>;
  /** Every environment that a branch of the configuration feeds, looked at or not. */
  readonly fed: readonly string[];
  /** Of the stacks that may be deleted, the templates nested in them; by environment, then by workload. */
  readonly nested: ReadonlyMap<string, ReadonlyMap<string, Observed<NestedTemplates>>>;
}
