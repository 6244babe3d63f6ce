import { countDrift, type DriftFinding, type DriftTarget, type LayerState } from "../../src/domain/drift.ts";
import type { DriftStanding } from "../../src/domain/drift-standing.ts";
import type { Happening } from "../../src/domain/happening.ts";
import { standingAfter } from "../../src/drift/standing.ts";

/** A difference in what is live, of one property of a resource. */
export function liveDrift(
  environment: string,
  workload: string | undefined,
  changes: Partial<DriftFinding> = {},
): DriftFinding {
  return {
    environment,
    ...(workload === undefined ? {} : { workload }),
    layer: "live",
    subject: {
      kind: "resource",
      logicalId: "LogGroup",
      type: "AWS::Logs::LogGroup",
      physicalId: "/copilot/x",
    },
    departure: "changed",
    path: "/RetentionInDays",
    expected: "30",
    actual: "1",
    ...changes,
  };
}

/** A target with these differences, each in its layer; the other layers are in sync. */
export function driftTarget(
  environment: string,
  workload: string | undefined,
  findings: readonly DriftFinding[],
  layers: Partial<DriftTarget["layers"]> = {},
): DriftTarget {
  const layerOf = (layer: DriftFinding["layer"]): LayerState => {
    const own = findings.filter((finding) => finding.layer === layer);
    return own.length === 0 ? { kind: "in-sync" } : { kind: "drifted", findings: own };
  };
  return {
    environment,
    ...(workload === undefined ? {} : { workload }),
    layers: { git: layerOf("git"), template: layerOf("template"), live: layerOf("live"), ...layers },
    ignored: [],
  };
}

/** The end of a look for drift that found these targets, after one that left `before`. */
export function driftLooked(
  application: string,
  at: Date,
  targets: readonly DriftTarget[],
  before?: DriftStanding,
): Extract<Happening, { kind: "drift-looked" }> {
  const report = { application, targets, expiredRules: [], counts: countDrift(targets) };
  return { kind: "drift-looked", application, at, ...standingAfter(before, report, at) };
}
