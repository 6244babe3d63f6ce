import { html } from "hono/html";
import type { ApplicationBoard } from "../../board/board.ts";
import { failureView } from "./failure-view.ts";
import { gridView } from "./grid-view.ts";
import { lookedAt } from "./home-page.ts";
import { type Html, nothing } from "./html.ts";
import { placesView } from "./places-view.ts";
import { summaryView } from "./summary-view.ts";
import { timelineView } from "./timeline-view.ts";

/** One application: its table and the timeline of its syncs. */
export function applicationPage(board: ApplicationBoard, now: Date): Html {
  return html`<h1>${board.application} ${lookedAt(board, now)}</h1>
    ${board.failure === undefined ? nothing : failureView(board.failure)} ${summaryView([board])}
    ${board.seen === undefined ? html`<p>It was not looked at yet.</p>` : gridView(board, now)}
    ${board.seen === undefined ? nothing : placesView(board.seen.plan.inconsistencies)}
    <h2>What happened</h2>
    ${timelineView(board.application, board.timeline)}`;
}
