import { html } from "hono/html";
import type { ApplicationBoard } from "../../board/board.ts";
import {
  type DriftFinding,
  driftLayers,
  type DriftTarget,
  type IgnoredFinding,
  type LayerState,
  verdictOf,
} from "../../domain/drift.ts";
import { driftKey, driftTargetOf } from "../../domain/drift-standing.ts";
import type { Target } from "../../domain/target.ts";
import { causeWords, findingWords, uncheckedWords } from "../../report/drift-words.ts";
import { remedyView } from "./failure-view.ts";
import { each, type Html, nothing } from "./html.ts";
import { paths } from "./paths.ts";
import { age } from "./words.ts";

/** How a whole target is shown: a sign and a word, so that nobody needs the colour. */
const driftWords = {
  drifted: { sign: "≠", word: "drifted", tone: "failed" },
  "not-checked": { sign: "?", word: "not checked", tone: "held" },
  "in-sync": { sign: "✓", word: "in sync", tone: "in-sync" },
} as const;

type Drift = NonNullable<ApplicationBoard["drift"]>;

/** Whether a target has drifted, as one of its facts, with a link to what; nothing until that was looked at. */
export function driftFact(board: ApplicationBoard, target: Target): Html {
  const found = board.drift === undefined ? undefined : driftTargetOf(board.drift.report, target);
  if (found === undefined) return nothing;
  const { sign, word, tone } = driftWords[verdictOf(found)];
  return html`<div>
    <dt>Drift</dt>
    <dd class="state ${tone}"><a href="${paths.drift(board.application, target)}">${sign} ${word}</a></dd>
  </div>`;
}

/** How one stack departs, layer by layer: what, expected and live, since when, by whom, and what is let pass. */
export function driftPage(board: ApplicationBoard, target: Target, now: Date): Html {
  const { environment, workload } = target;
  const heading =
    workload === undefined
      ? html`Drift of ${environment} <small>its own stack</small>`
      : html`Drift of ${workload} <small>in ${environment}</small>`;
  const { drift } = board;
  const found = drift === undefined ? undefined : driftTargetOf(drift.report, target);
  if (drift === undefined || found === undefined)
    return html`<h1>${heading}</h1>
      <p>It was not looked for drift here yet.</p>`;
  const { sign, word, tone } = driftWords[verdictOf(found)];
  return html`<h1>${heading}</h1>
    <dl class="facts">
      <div>
        <dt>State</dt>
        <dd class="state ${tone}">${sign} ${word}</dd>
      </div>
      <div>
        <dt>Looked at</dt>
        <dd><time datetime="${drift.at.toISOString()}">${age(drift.at, now)} ago</time></dd>
      </div>
      ${comparedView(found)}
    </dl>
    ${driftLayers.map((layer) => layerView(layer, found.layers[layer], drift, now))}
    ${ignoredView(found.ignored)}`;
}

function comparedView({ resources }: DriftTarget): Html {
  return resources === undefined
    ? nothing
    : html`<div>
        <dt>Resources</dt>
        <dd>
          ${resources.compared} compared, ${resources.unsupported} of types that CloudFormation cannot compare
        </dd>
      </div>`;
}

const layerNames = {
  git: "Git: the branch's manifest, and the one that was applied last",
  template: "Template: what that renders to, and what is deployed",
  live: "Live: what was deployed, and what is there",
} as const;

function layerView(layer: keyof typeof layerNames, state: LayerState, drift: Drift, now: Date): Html {
  const { sign, word, tone } = driftWords[state.kind];
  return html`<h2>${layerNames[layer]}</h2>
    <p class="state ${tone}">${sign} ${word}</p>
    ${
      state.kind === "not-checked"
        ? html`<div class="notice held">
            <p>${uncheckedWords(state)}</p>
            ${remedyView(state.remedy)}
          </div>`
        : nothing
    }
    ${state.kind === "drifted" ? findingsTable(state.findings, drift, now) : nothing}
    ${
      state.kind === "drifted" && state.unchecked !== undefined
        ? html`<p>Not all of it was checked: ${uncheckedWords(state.unchecked)}</p>`
        : nothing
    }`;
}

function findingsTable(findings: readonly DriftFinding[], drift: Drift, now: Date): Html {
  return html`<div class="scroll" role="region" aria-label="Differences" tabindex="0">
    <table class="changes">
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Expected</th>
          <th scope="col">Is</th>
          <th scope="col">Since</th>
          <th scope="col">Why and by whom</th>
        </tr>
      </thead>
      <tbody>
        ${findings.map((finding) => findingRow(finding, drift, now))}
      </tbody>
    </table>
  </div>`;
}

function findingRow(finding: DriftFinding, drift: Drift, now: Date): Html {
  const { subject, path, departure, expected, actual } = finding;
  const what = subject.kind === "resource" ? subject.logicalId : subject.kind;
  const since = drift.since.get(driftKey(finding));
  return html`<tr>
    <th scope="row">
      ${what} ${subject.kind === "resource" ? html`<small>${subject.type}</small>` : nothing}
      ${path === "" ? nothing : html`<code>${path}</code>`}
    </th>
    <td>${departure === "added" ? "nothing" : (expected ?? "not shown")}</td>
    <td>${departure === "deleted" || departure === "removed" ? "gone" : (actual ?? "not shown")}</td>
    <td>
      ${since === undefined ? nothing : html`<time datetime="${since.toISOString()}">${age(since, now)}</time>`}
    </td>
    <td>${causeWords(finding)}</td>
  </tr>`;
}

function ignoredView(ignored: readonly IgnoredFinding[]): Html {
  if (ignored.length === 0) return nothing;
  return html`<h2>Let pass by a rule</h2>
    ${each(
      ignored,
      ({ finding, rule }) =>
        html`<p>${findingWords(finding)}, until ${rule.expires}, because ${rule.reason}</p>`,
    )}`;
}
