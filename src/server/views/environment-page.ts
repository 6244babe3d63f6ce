import { html } from "hono/html";
import type { ApplicationBoard } from "../../board/board.ts";
import { gridOf } from "../../board/grid.ts";
import { type EnvironmentPlan, isAtCommit } from "../../domain/plan.ts";
import { driftFact } from "./drift-view.ts";
import { remedyView } from "./failure-view.ts";
import { findingsView, heldView } from "./held-view.ts";
import { each, type Html, nothing } from "./html.ts";
import { paths } from "./paths.ts";
import { runningStepView, stepView } from "./step-view.ts";
import { timelineView } from "./timeline-view.ts";
import { age, count, stateWords } from "./words.ts";

/** One environment: where it stands, why it is not at its commit, what the viewer may do about it (`forms`), what is to be done there, and what happened. */
export function environmentPage(
  board: ApplicationBoard,
  plan: EnvironmentPlan,
  forms: Html,
  now: Date,
): Html {
  const { environment, steps, held, warnings } = plan;
  const running = [...board.running.values()].filter(({ step }) => step.environment === environment);
  const busy = new Set(running.map(({ step }) => step.digest));
  const waiting = steps.filter((step) => !busy.has(step.digest));
  return html`<h1>${environment}</h1>
    ${standing(plan, driftFact(board, { environment }))} ${reasonsView(board, environment)} ${forms}
    ${workloads(board, environment, now)} ${heldView(held.filter((item) => !isAmongReasons(board, item)))}
    ${
      running.length === 0
        ? nothing
        : html`<h2>Changing now</h2>
            ${running.map((step) => runningStepView(step, now))}`
    }
    ${
      waiting.length === 0
        ? nothing
        : html`<h2>Plan: ${count(waiting.length, "step", "steps")} to do</h2>
            ${waiting.map((step) => stepView(step, board.ended.get(step.digest)))}`
    }
    ${
      warnings.length === 0
        ? nothing
        : html`<h2>Warnings about the files</h2>
            ${findingsView(warnings)}`
    }
    <h2>What happened</h2>
    ${timelineView(
      board.application,
      board.timeline.filter((entry) => entry.environment === environment || entry.environment === undefined),
    )}`;
}

/** A hold that stands among the reasons already is not told twice. */
function isAmongReasons(board: ApplicationBoard, held: EnvironmentPlan["held"][number]): boolean {
  return (
    held.findings.length === 0 &&
    (board.seen?.reasons ?? []).some(
      ({ environment, workload, reason }) =>
        environment === held.environment && workload === held.workload && reason === held.reason,
    )
  );
}

function reasonsView(board: ApplicationBoard, environment: string): Html {
  const reasons = (board.seen?.reasons ?? []).filter((reason) => reason.environment === environment);
  if (reasons.length === 0) return nothing;
  return html`<h2>Why it is not at the head of its branch</h2>
    ${reasons.map(
      ({ reason, message, remedy, workload, until }) =>
        html`<div class="notice held">
          <strong>${workload === undefined ? "" : `${workload}: `}${reason}</strong>
          <p>${message}${until === undefined ? "" : ` (until ${until.toISOString()})`}</p>
          ${remedyView(remedy)}
        </div>`,
    )}`;
}

function standing({ environment, mode, after, revision, ...rest }: EnvironmentPlan, drift: Html): Html {
  const isThere = isAtCommit({ environment, mode, ...(revision === undefined ? {} : { revision }), ...rest });
  return html`<dl class="facts">
    <div>
      <dt>State</dt>
      <dd class="state ${isThere ? "in-sync" : "pending"}">
        ${isThere ? "✓ at its commit" : "→ not at its commit"}
      </dd>
    </div>
    <div>
      <dt>Commit</dt>
      <dd>
        ${
          revision === undefined
            ? "none"
            : html`<code>${revision.commit}</code> of <code>${revision.branch}</code> in
                ${revision.repository}`
        }
      </dd>
    </div>
    <div>
      <dt>Mode</dt>
      <dd>${mode}${after === undefined ? "" : `, after ${after}`}</dd>
    </div>
    ${drift}
  </dl>`;
}

function workloads(board: ApplicationBoard, environment: string, now: Date): Html {
  const grid = gridOf(board);
  const index = grid.columns.findIndex((column) => column.plan.environment === environment);
  const cells = grid.rows.flatMap((row) => row.cells[index] ?? []);
  return html`<ul class="workloads">
    ${each(
      cells,
      (cell) =>
        html`<li>
          <a href="${paths.workload(board.application, environment, cell.workload)}">${cell.workload}</a>
          <span class="state ${cell.state}"
            ><span aria-hidden="true">${stateWords[cell.state].sign}</span>
            ${stateWords[cell.state].word}</span
          >
          ${cell.health === undefined ? nothing : html`<span>${cell.health.status}: ${cell.health.message}</span>`}
          ${cell.since === undefined ? nothing : html`<span class="age">for ${age(cell.since, now)}</span>`}
        </li>`,
    )}
  </ul>`;
}
