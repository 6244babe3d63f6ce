import {
  countDrift,
  driftLayers,
  type DriftReport,
  type DriftTarget,
  type LayerState,
  verdictOf,
} from "../domain/drift.ts";
import { becauseWords, countWords, findingWords, targetWords, uncheckedWords } from "./drift-words.ts";
import { type Paint, plain } from "./paint.ts";

/** A drift report for a terminal, a pipe or a file. */
export function driftText(report: DriftReport, paint: Paint = plain): string {
  const environments = [...Map.groupBy(report.targets, ({ environment }) => environment)];
  const blocks = environments.map(([environment, targets]) =>
    [
      paint.strong(`${environment}: ${countWords(countDrift(targets))}`),
      ...targets.flatMap((target) => targetLines(target, paint)),
    ].join("\n"),
  );
  const rules = report.expiredRules.map((rule) =>
    paint.warn(`  ! an ignore rule no longer holds since ${rule.expires}: ${rule.reason}`),
  );
  const end = `${countWords(report.counts)}.\n`;
  return [
    paint.strong(report.application),
    ...blocks,
    ...(rules.length === 0 ? [] : [rules.join("\n")]),
    end,
  ].join("\n\n");
}

function targetLines(target: DriftTarget, paint: Paint): readonly string[] {
  const name = targetWords(target);
  const details = [
    ...driftLayers.flatMap((layer) => layerLines(layer, target.layers[layer])),
    ...target.ignored.map(
      ({ finding, rule }) =>
        `      ignored   ${findingWords(finding)}, until ${rule.expires}, because ${rule.reason}`,
    ),
  ];
  switch (verdictOf(target)) {
    case "drifted":
      return [paint.bad(`  ✗ ${name}: drifted`), ...details];
    case "not-checked":
      return [paint.warn(`  ? ${name}: not checked`), ...details];
    case "in-sync":
      return [paint.good(`  = ${name}: in sync`), ...details];
  }
}

function layerLines(layer: string, state: LayerState): readonly string[] {
  const label = layer.padEnd(8);
  switch (state.kind) {
    case "in-sync":
      return [];
    case "not-checked":
      return [
        `      ${label}  not checked, ${uncheckedWords(state)}`,
        ...(state.remedy === undefined ? [] : [`                → ${state.remedy}`]),
      ];
    case "drifted":
      return [
        ...state.findings.flatMap((finding) => {
          const cause = becauseWords(finding);
          return [
            `      ${label}  ${findingWords(finding)}`,
            ...(cause === "" ? [] : [`                ${cause}`]),
          ];
        }),
        ...(state.unchecked === undefined
          ? []
          : [`      ${label}  not all of it was checked, ${uncheckedWords(state.unchecked)}`]),
      ];
  }
}
