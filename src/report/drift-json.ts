import { driftLayers, type DriftReport, type LayerState, verdictOf } from "../domain/drift.ts";
import { withoutNoise } from "./drift-words.ts";

/** A drift report for machines; `schemaVersion` rises when a field changes its meaning or goes. */
export function driftJson(report: DriftReport): object {
  return {
    schemaVersion: 1,
    kind: "drift",
    application: report.application,
    counts: report.counts,
    targets: report.targets.map((target) => ({
      environment: target.environment,
      ...(target.workload === undefined ? {} : { workload: target.workload }),
      verdict: verdictOf(target),
      layers: Object.fromEntries(driftLayers.map((layer) => [layer, withoutRequests(target.layers[layer])])),
      ignored: target.ignored,
      ...(target.resources === undefined ? {} : { resources: target.resources }),
    })),
    expiredRules: report.expiredRules,
  };
}

function withoutRequests(state: LayerState): LayerState {
  switch (state.kind) {
    case "in-sync":
      return state;
    case "not-checked":
      return { ...state, message: withoutNoise(state.message) };
    case "drifted": {
      const { unchecked } = state;
      if (unchecked === undefined) return state;
      return { ...state, unchecked: { ...unchecked, message: withoutNoise(unchecked.message) } };
    }
  }
}
