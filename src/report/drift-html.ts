import { countDrift, driftLayers, type DriftReport, type DriftTarget, verdictOf } from "../domain/drift.ts";
import { causeWords, countWords, findingWords, targetWords, uncheckedWords } from "./drift-words.ts";
import { html, htmlPage } from "./html-page.ts";

/** Drift reports of applications as one self-contained page. */
export function driftHtml(reports: readonly DriftReport[]): string {
  const body = reports.map(applicationHtml).join("\n");
  return htmlPage(`Drift of ${reports.map(({ application }) => application).join(", ")}`, body);
}

function applicationHtml(report: DriftReport): string {
  const environments = [...Map.groupBy(report.targets, ({ environment }) => environment)];
  return [
    `<h1>${html(report.application)}: ${countWords(report.counts)}</h1>`,
    ...environments.map(([environment, targets]) => {
      const quiet = targets.filter(
        (target) => verdictOf(target) === "in-sync" && target.ignored.length === 0,
      );
      const loud = targets.filter((target) => !quiet.includes(target));
      return [
        `<h2>${html(environment)}: ${countWords(countDrift(targets))}</h2>`,
        ...loud.map(targetHtml),
        ...(quiet.length === 0
          ? []
          : [`<p>In sync: ${quiet.map((target) => html(targetWords(target))).join(", ")}</p>`]),
      ].join("\n");
    }),
    ...report.expiredRules.map(
      (rule) => `<p>An ignore rule no longer holds since ${html(rule.expires)}: ${html(rule.reason)}</p>`,
    ),
  ].join("\n");
}

function targetHtml(target: DriftTarget): string {
  const verdict = { drifted: "✗ drifted", "not-checked": "? not checked", "in-sync": "= in sync" }[
    verdictOf(target)
  ];
  const rows = driftLayers.flatMap((layer): readonly string[] => {
    const state = target.layers[layer];
    switch (state.kind) {
      case "in-sync":
        return [row(layer, "in sync", "")];
      case "not-checked":
        return [row(layer, `not checked, ${uncheckedWords(state)}`, state.remedy ?? "")];
      case "drifted":
        return [
          ...state.findings.map((finding) => row(layer, findingWords(finding), causeWords(finding))),
          ...(state.unchecked === undefined
            ? []
            : [row(layer, `not all of it was checked, ${uncheckedWords(state.unchecked)}`, "")]),
        ];
    }
  });
  const ignored = target.ignored.map(({ finding, rule }) =>
    row(`ignored (${finding.layer})`, findingWords(finding), `${rule.reason}, until ${rule.expires}`),
  );
  return `<h3>${html(targetWords(target))}: ${verdict}</h3>
<div class="wide"><table>
<tr><th scope="col">Layer</th><th scope="col">Difference</th><th scope="col">Why</th></tr>
${[...rows, ...ignored].join("\n")}
</table></div>`;
}

function row(layer: string, what: string, why: string): string {
  return `<tr><td>${html(layer)}</td><td><code>${html(what)}</code></td><td><small>${html(why)}</small></td></tr>`;
}
