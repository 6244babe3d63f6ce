import { html } from "hono/html";
import type { ApplicationBoard } from "../../board/board.ts";
import { type GridCell, type GridColumn, gridOf } from "../../board/grid.ts";
import { findingsOf } from "../../domain/drift.ts";
import { isDriftNews } from "../../domain/drift-standing.ts";
import type { HealthStatus } from "../../domain/report.ts";
import { shortCommit } from "../../domain/revision.ts";
import { each, type Html, nothing } from "./html.ts";
import { paths } from "./paths.ts";
import { age, stateWords } from "./words.ts";

/** One application's environments and workloads as a table; on a narrow screen each workload becomes a card. */
export function gridView(board: ApplicationBoard, now: Date): Html {
  const grid = gridOf(board);
  const { application } = board;
  return html`<ul class="environments">
      ${grid.columns.map((column) => html`<li>${columnText(application, column)}</li>`)}
    </ul>
    <div class="scroll" role="region" aria-label="Environments of ${application}" tabindex="0">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Workload</th>
            ${grid.columns.map((column) => columnHead(application, column))}
          </tr>
        </thead>
        <tbody>
          ${each(
            grid.rows,
            (row) =>
              html`<tr>
                <th scope="row">${row.workload}</th>
                ${row.cells.map((cell, index) =>
                  cellView(application, grid.columns[index]?.plan.environment ?? "", cell, now),
                )}
              </tr>`,
            html`<tr>
              <td colspan="${grid.columns.length + 1}">No workload is known here.</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

const ill: ReadonlySet<HealthStatus> = new Set(["Missing", "Degraded", "Unknown"]);

function columnHead(application: string, column: GridColumn): Html {
  return html`<th scope="col">${columnText(application, column)}</th>`;
}

function columnText(application: string, column: GridColumn): Html {
  const { environment, mode, revision } = column.plan;
  const state = column.own === undefined ? (column.isAtCommit ? "in-sync" : "pending") : column.own.state;
  return html`<a href="${paths.environment(application, environment)}">${environment}</a>
    <small>
      <span class="state ${state}"
        >${stateWords[state].sign} ${column.isAtCommit ? "at" : "not at"}
        ${revision === undefined ? "any commit" : html`<code>${shortCommit(revision.commit)}</code>`}</span
      >
      ${mode}
    </small>`;
}

function cellView(application: string, environment: string, cell: GridCell | undefined, now: Date): Html {
  if (cell === undefined) return html`<td data-label="${environment}"><span class="none">–</span></td>`;
  const { sign, word } = stateWords[cell.state];
  const isIll = cell.health !== undefined && ill.has(cell.health.status);
  return html`<td data-label="${environment}">
    <a class="cell" href="${paths.workload(application, environment, cell.workload)}">
      <span class="state ${cell.state}"><span aria-hidden="true">${sign}</span> ${word}</span>
      ${cell.health === undefined ? nothing : html`<span class="${isIll ? "health ill" : "health"}">${cell.health.status}</span>`}
      ${driftMark(cell)}
      ${cell.since === undefined ? nothing : html`<span class="age">${age(cell.since, now)}</span>`}
    </a>
  </td>`;
}

/** Shown only where something has drifted: how much, for the eye that looks over a hundred cells. */
function driftMark({ drift }: GridCell): Html {
  const number = drift === undefined ? 0 : findingsOf(drift).filter(isDriftNews).length;
  return number === 0 ? nothing : html`<span class="drift">≠ ${number} drifted</span>`;
}
