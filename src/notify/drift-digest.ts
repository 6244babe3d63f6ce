import { type DriftTarget, driftLayers, findingsOf, verdictOf } from "../domain/drift.ts";
import { driftTitle, isDriftNews } from "../domain/drift-standing.ts";
import type { Happening } from "../domain/happening.ts";
import type { Target } from "../domain/target.ts";

/** How an application departs on one day, as it is told: names and counts, never a value. */
export interface DriftDigest {
  readonly application: string;
  /** `2026-11-20`, in UTC. */
  readonly day: string;
  /** When this process first heard of the application's drift on that day. */
  readonly since: Date;
  /** The four figures add up to all targets. */
  readonly counts: DigestCounts;
  /** In the report's order. */
  readonly drifted: readonly DriftedTarget[];
}

/** How many targets are how. `pending` are those that depart only by what a commit asks for and that is not deployed yet. */
export interface DigestCounts {
  readonly drifted: number;
  readonly inSync: number;
  readonly notChecked: number;
  readonly pending: number;
}

/** A target that has drifted, and by what: each difference by its layer and name. */
export interface DriftedTarget extends Target {
  readonly titles: readonly string[];
}

/** The digest after a look for drift; one of the same day keeps its beginning. Pure. */
export function digestAfter(
  before: DriftDigest | undefined,
  { application, at, standing }: Extract<Happening, { kind: "drift-looked" }>,
): DriftDigest {
  const day = at.toISOString().slice(0, 10);
  const { targets } = standing.report;
  const kinds = targets.map(kindOf);
  const count = (kind: keyof DigestCounts): number => kinds.filter((other) => other === kind).length;
  return {
    application,
    day,
    since: before?.day === day ? before.since : at,
    counts: {
      drifted: count("drifted"),
      inSync: count("inSync"),
      notChecked: count("notChecked"),
      pending: count("pending"),
    },
    drifted: targets.flatMap((target) => {
      const news = findingsOf(target).filter(isDriftNews);
      if (news.length === 0) return [];
      const { environment, workload } = target;
      const titles = news.map((finding) => `${finding.layer}: ${driftTitle(finding)}`);
      return [{ environment, ...(workload === undefined ? {} : { workload }), titles }];
    }),
  };
}

function kindOf(target: DriftTarget): keyof DigestCounts {
  if (findingsOf(target).some(isDriftNews)) return "drifted";
  if (verdictOf(target) === "in-sync") return "inSync";
  const isChecked = driftLayers.every((layer) => {
    const state = target.layers[layer];
    return state.kind === "in-sync" || (state.kind === "drifted" && state.unchecked === undefined);
  });
  return isChecked ? "pending" : "notChecked";
}
