import { html } from "hono/html";
import type { ApplicationBoard, CellState } from "../../board/board.ts";
import { cellsOf } from "../../board/cells.ts";
import type { Html } from "./html.ts";
import { stateWords } from "./words.ts";

const order: readonly CellState[] = ["failed", "changing", "pending", "held", "not-in-git", "in-sync"];

/** How many targets are in which state, worst first. */
export function summaryView(boards: readonly ApplicationBoard[]): Html {
  const states = boards.flatMap((board) => cellsOf(board).map((cell) => cell.state));
  const counts = order
    .map((state) => ({ state, number: states.filter((other) => other === state).length }))
    .filter(({ number }) => number > 0);
  return html`<ul class="summary" aria-label="Targets by state">
    ${counts.map(
      ({ state, number }) =>
        html`<li class="state ${state}">${stateWords[state].sign} ${number} ${stateWords[state].word}</li>`,
    )}
  </ul>`;
}
