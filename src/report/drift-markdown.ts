import { countDrift, driftLayers, type DriftReport, type DriftTarget, verdictOf } from "../domain/drift.ts";
import { becauseWords, countWords, findingWords, targetWords, uncheckedWords } from "./drift-words.ts";

/** A drift report for a pull request, an issue or a page: what is in sync in one line, the rest with its differences. */
export function driftMarkdown(report: DriftReport): string {
  const environments = [...Map.groupBy(report.targets, ({ environment }) => environment)];
  return [
    `### ${report.application}: ${countWords(report.counts)}`,
    ...environments.map(([environment, targets]) =>
      [`#### ${environment}: ${countWords(countDrift(targets))}`, "", ...targets.flatMap(targetLines)].join(
        "\n",
      ),
    ),
    ...report.expiredRules.map(
      (rule) => `- ⚠ an ignore rule no longer holds since ${rule.expires}: ${escaped(rule.reason)}`,
    ),
    "",
  ].join("\n\n");
}

function targetLines(target: DriftTarget): readonly string[] {
  const lines = driftLayers.flatMap((layer): readonly string[] => {
    const state = target.layers[layer];
    switch (state.kind) {
      case "in-sync":
        return [];
      case "not-checked":
        return [`  - ${layer}: not checked, ${escaped(uncheckedWords(state))}`];
      case "drifted":
        return [
          ...state.findings.map((finding) => {
            const cause = becauseWords(finding);
            return `  - ${layer}: ${code(findingWords(finding))}${cause === "" ? "" : `, ${escaped(cause)}`}`;
          }),
          ...(state.unchecked === undefined
            ? []
            : [`  - ${layer}: not all of it was checked, ${escaped(uncheckedWords(state.unchecked))}`]),
        ];
    }
  });
  const verdict = { drifted: "drifted", "not-checked": "not checked", "in-sync": "in sync" }[
    verdictOf(target)
  ];
  const ignored = target.ignored.map(
    ({ finding, rule }) =>
      `  - ignored until ${rule.expires}: ${code(findingWords(finding))}, because ${escaped(rule.reason)}`,
  );
  return [`- **${escaped(targetWords(target))}**: ${verdict}`, ...lines, ...ignored];
}

/** Text of others as code: a backtick in it must not end it. */
function code(text: string): string {
  const oneLine = text.replaceAll(/\s+/g, " ");
  const longest = Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${oneLine}${fence}` : `${fence} ${oneLine} ${fence}`;
}

function escaped(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>|@#]/g, String.raw`\$&`);
}
