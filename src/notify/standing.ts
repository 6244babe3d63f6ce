import { type EnvironmentPlan, isAtCommit, isDeployed, pendingHolds } from "../domain/plan.ts";
import type { Reason, WorkloadHealth } from "../domain/report.ts";
import type { Revision } from "../domain/revision.ts";
import { isOutside } from "./reasons.ts";

/** How an environment stands to the commits that concern it, as a look found. */
export interface Standing {
  readonly application: string;
  readonly environment: string;
  readonly mode: EnvironmentPlan["mode"];
  /** The commit that it is planned for. */
  readonly revision: Revision;
  /** The head of the branch, where that is another one. */
  readonly head: Revision;
  readonly isDeployed: boolean;
  readonly isAtHead: boolean;
  /** Part of it could not be looked at: then what is not known is not told. */
  readonly isUnclear: boolean;
  readonly reasons: readonly Reason[];
  readonly health: readonly WorkloadHealth[];
}

/** The standing of a planned environment; undefined where no commit was found for it. */
export function standingOf(
  application: string,
  plan: EnvironmentPlan,
  found: { readonly reasons: readonly Reason[]; readonly health: readonly WorkloadHealth[] },
): Standing | undefined {
  const { environment, mode, revision, behind } = plan;
  if (revision === undefined) return undefined;
  return {
    application,
    environment,
    mode,
    revision,
    head: behind?.head ?? revision,
    isDeployed: isDeployed(plan),
    isAtHead: isAtCommit(plan),
    isUnclear: pendingHolds(plan).some(({ reason }) => isOutside(reason)),
    reasons: found.reasons.filter((reason) => reason.environment === environment),
    health: found.health.filter((health) => health.environment === environment),
  };
}
