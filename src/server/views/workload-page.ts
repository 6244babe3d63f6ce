import { html } from "hono/html";
import type { ApplicationBoard } from "../../board/board.ts";
import { gridOf, stepsOf } from "../../board/grid.ts";
import { driftFact } from "./drift-view.ts";
import { heldView } from "./held-view.ts";
import { type Html, nothing } from "./html.ts";
import { runningStepView, stepView } from "./step-view.ts";
import { timelineView } from "./timeline-view.ts";
import { age, stateWords } from "./words.ts";

/** One workload in one environment; undefined when there is none of the name. `live` is what AWS says of it now. */
export function workloadPage(
  board: ApplicationBoard,
  environment: string,
  workload: string,
  live: Html,
  now: Date,
): Html | undefined {
  const grid = gridOf(board);
  const index = grid.columns.findIndex((column) => column.plan.environment === environment);
  const cell = grid.rows.find((row) => row.workload === workload)?.cells[index];
  if (cell === undefined) return undefined;
  const { planned, running } = stepsOf(board, environment, workload);
  const { sign, word } = stateWords[cell.state];
  return html`<h1>${workload} <small>in ${environment}</small></h1>
    <dl class="facts">
      <div>
        <dt>State</dt>
        <dd class="state ${cell.state}">
          ${sign} ${word}${cell.since === undefined ? "" : ` for ${age(cell.since, now)}`}
        </dd>
      </div>
      ${
        cell.health === undefined
          ? nothing
          : html`<div>
              <dt>Health</dt>
              <dd>${cell.health.status}: ${cell.health.message}</dd>
            </div>`
      }
      ${driftFact(board, { environment, workload })}
    </dl>
    ${heldView(cell.held)}
    ${
      running.length + planned.length === 0
        ? nothing
        : html`<h2>Plan</h2>
            ${running.map((step) => runningStepView(step, now))}
            ${planned.map((step) => stepView(step, board.ended.get(step.digest)))}`
    }
    ${live}
    <h2>What happened</h2>
    ${timelineView(
      board.application,
      board.timeline.filter((entry) => entry.environment === environment && entry.workload === workload),
    )}`;
}
