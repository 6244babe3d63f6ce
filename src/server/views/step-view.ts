import { html } from "hono/html";
import type { RunningStep } from "../../board/board.ts";
import { stackOf, type Step } from "../../domain/plan.ts";
import type { Change, Impact } from "../../domain/step-effects.ts";
import type { StepOutcome } from "../../domain/report.ts";
import { failureView } from "./failure-view.ts";
import { each, type Html, nothing } from "./html.ts";
import { age, count } from "./words.ts";

/** What a step does and to what, for a heading. */
function headingOf(step: Step): Html {
  switch (step.kind) {
    case "create-stack":
      return html`Create <code>${step.stack.name}</code>`;
    case "update-stack":
      return html`Update <code>${step.stack.name}</code>`;
    case "refresh-functions":
      return html`Refresh the functions of <code>${step.stack.name}</code>`;
    case "redeploy":
      return html`Start new tasks of <code>${step.stack.name}</code>`;
    case "heal":
      return html`Put settings of <code>${step.stack.name}</code> back`;
    case "register-workload":
      return html`Register <code>${step.workload}</code> with Copilot`;
    case "adopt-workload":
      return html`Restore Copilot's record of <code>${step.workload}</code>`;
    case "delete-stack":
      return html`Delete <code>${step.stack.name}</code>`;
    case "forget-workload":
      return html`Delete the images and Copilot's record of <code>${step.workload}</code>`;
    case "delete-failed-create":
      return html`Delete the empty stack <code>${step.stack.name}</code>`;
    case "continue-rollback":
      return html`Continue the rollback of <code>${step.stack.name}</code>`;
  }
}

/** A step that is still to be done: why, what changes, what it does to running things, and what came of it last. */
export function stepView(step: Step, outcome?: StepOutcome): Html {
  const { impact, differences } = effectView(step);
  return html`<article class="step">
    ${headView(step)} ${outcome === undefined ? nothing : outcomeView(outcome)} ${impact} ${differences}
  </article>`;
}

/** A step while it is carried out, with what was last said of it. */
export function runningStepView({ step, since, lines }: RunningStep, now: Date): Html {
  return html`<article class="step">
    ${headView(step)}
    <p class="state changing">
      ↻ changing for <time datetime="${since.toISOString()}">${age(since, now)}</time>
    </p>
    ${lines.length === 0 ? nothing : html`<pre class="lines">${lines.join("\n")}</pre>`}
    ${effectView(step).differences}
  </article>`;
}

function headView(step: Step): Html {
  const stack = stackOf(step);
  const place = stack === undefined ? "" : `${stack.account} · ${stack.region} · `;
  return html`<h3>${headingOf(step)}</h3>
    <p class="meta">${place}step <code>${step.digest.slice(0, 12)}</code></p>
    <ul>
      ${step.because.map((reason) => html`<li>${reason}</li>`)}
    </ul>`;
}

/** What a step does to what runs and to what is kept, and its differences. */
function effectView(step: Step): { readonly impact: Html; readonly differences: Html } {
  switch (step.kind) {
    case "create-stack":
    case "update-stack":
    case "refresh-functions":
      return { impact: impactView(step.impact), differences: changesView(step.changes) };
    case "delete-stack": {
      const impact = toldView([
        ["Loses the data in", step.losesData],
        ["Empties first", step.empties],
        ["Removes", step.removes],
      ]);
      return { impact, differences: nothing };
    }
    case "redeploy":
    case "heal":
    case "register-workload":
    case "adopt-workload":
    case "forget-workload":
    case "delete-failed-create":
    case "continue-rollback":
      return { impact: nothing, differences: nothing };
  }
}

function outcomeView(outcome: StepOutcome): Html {
  switch (outcome.kind) {
    case "failed":
      return failureView(outcome.failure);
    case "skipped":
      return html`<p class="notice held"><strong>‖ ${outcome.reason}</strong> ${outcome.because}</p>`;
    case "applied":
      return html`<p class="state in-sync">✓ applied</p>`;
    case "nothing-to-do":
      return html`<p class="state in-sync">✓ CloudFormation found nothing to change</p>`;
  }
}

function impactView(impact: Impact): Html {
  return toldView([
    ["Data at risk", impact.dataAtRisk],
    ["Replaces", impact.replaces],
    ["Removes", impact.removes],
    ["Restarts", impact.restarts],
    ["Wider access", widened(impact, "permission")],
    ["Wider network", widened(impact, "network")],
    ["Changes access in", impact.access],
    ["Adds", impact.adds],
  ]);
}

function widened({ widens }: Impact, kind: Impact["widens"][number]["kind"]): readonly string[] {
  return widens.filter((item) => item.kind === kind).map(({ resource, what }) => `${resource} ${what}`);
}

function toldView(told: readonly (readonly [string, readonly string[]])[]): Html {
  const shown = told.filter(([, ids]) => ids.length > 0);
  if (shown.length === 0) return nothing;
  return html`<dl class="impact">
    ${shown.map(
      ([what, ids]) =>
        html`<div>
          <dt>${what}</dt>
          <dd>${ids.join(", ")}</dd>
        </div>`,
    )}
  </dl>`;
}

const shownAtOnce = 200;

function changesView(changes: readonly Change[]): Html {
  if (changes.length === 0) return nothing;
  const more = changes.length - shownAtOnce;
  return html`<details open>
    <summary>${count(changes.length, "difference", "differences")}</summary>
    <table class="changes">
      <thead>
        <tr>
          <th scope="col">Where</th>
          <th scope="col">Deployed</th>
          <th scope="col">In Git</th>
        </tr>
      </thead>
      <tbody>
        ${each(changes.slice(0, shownAtOnce), changeView)}
      </tbody>
    </table>
    ${more > 0 ? html`<p>and ${more} more: <code>autoland plan</code> shows all of them</p>` : nothing}
  </details>`;
}

function changeView({ path, from, to, subject }: Change): Html {
  return html`<tr>
    <td><code>${path.replace(/^\/Resources\//, "")}</code> <small>${subject}</small></td>
    <td data-label="deployed">
      ${from === undefined ? html`<span class="none">–</span>` : html`<del>${from}</del>`}
    </td>
    <td data-label="in Git">
      ${to === undefined ? html`<span class="none">–</span>` : html`<ins>${to}</ins>`}
    </td>
  </tr>`;
}
