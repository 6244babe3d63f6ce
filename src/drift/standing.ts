import { type DriftFinding, type DriftReport, findingsOf, type LayerState } from "../domain/drift.ts";
import { driftKey, type DriftStanding, driftTargetOf, isDriftNews } from "../domain/drift-standing.ts";

/** What a look for drift has changed in what is known. */
export interface StandingChange {
  readonly standing: DriftStanding;
  /** Differences that were not known before, without those that only wait to be deployed. */
  readonly found: readonly DriftFinding[];
  /** Differences that were known, were looked for again, and are no more. */
  readonly gone: readonly DriftFinding[];
}

/**
 * What is known once a look has ended. A difference in something that could not be looked at now is neither gone nor forgotten: since
 * when it is there stays known. `wasLookedFor` tells of differences that were looked for although not all of their layer was. Pure.
 */
export function standingAfter(
  before: DriftStanding | undefined,
  report: DriftReport,
  at: Date,
  wasLookedFor: (finding: DriftFinding) => boolean = () => false,
): StandingChange {
  const known = before?.since ?? new Map<string, Date>();
  const now = report.targets.flatMap(findingsOf);
  const keys = new Set(now.map(driftKey));
  const earlier = (before?.report.targets ?? []).flatMap(findingsOf);
  const lost = earlier.filter((finding) => !keys.has(driftKey(finding)));
  const isSeen = (finding: DriftFinding): boolean => isLookedAt(report, finding) || wasLookedFor(finding);
  const unseen = new Set(lost.filter((finding) => !isSeen(finding)).map(driftKey));
  return {
    standing: {
      report,
      since: new Map([
        ...[...known].filter(([key]) => unseen.has(key)),
        ...now.map((finding) => [driftKey(finding), known.get(driftKey(finding)) ?? at] as const),
      ]),
    },
    found: now.filter((finding) => !known.has(driftKey(finding)) && isDriftNews(finding)),
    gone: lost.filter((finding) => isSeen(finding) && isDriftNews(finding)),
  };
}

/** Whether all of the layer that a difference was in has been looked at now; that of a target that is no more has. */
function isLookedAt(report: DriftReport, finding: DriftFinding): boolean {
  const state: LayerState | undefined = driftTargetOf(report, finding)?.layers[finding.layer];
  switch (state?.kind) {
    case undefined:
    case "in-sync":
      return true;
    case "not-checked":
      return false;
    case "drifted":
      return state.unchecked === undefined;
  }
}
