import { html } from "hono/html";
import type { ApplicationBoard, Board } from "../../board/board.ts";
import { failureView } from "./failure-view.ts";
import { gridView } from "./grid-view.ts";
import { each, type Html, nothing } from "./html.ts";
import { paths } from "./paths.ts";
import { summaryView } from "./summary-view.ts";
import { age } from "./words.ts";

/** The first page: every application with its table. */
export function homePage(board: Board, now: Date): Html {
  const applications = [...board.applications.values()];
  return html`<h1>Applications</h1>
    ${summaryView(applications)}
    ${each(
      applications,
      (application) => applicationView(application, now),
      html`<p>The configuration has no application.</p>`,
    )}`;
}

function applicationView(board: ApplicationBoard, now: Date): Html {
  return html`<section aria-labelledby="app-${board.application}">
    <h2 id="app-${board.application}">
      <a href="${paths.application(board.application)}">${board.application}</a>
      ${lookedAt(board, now)}
    </h2>
    ${board.failure === undefined ? nothing : failureView(board.failure)}
    ${board.seen === undefined ? html`<p>It was not looked at yet.</p>` : gridView(board, now)}
  </section>`;
}

/** When an application was last looked at. */
export function lookedAt(board: ApplicationBoard, now: Date): Html {
  if (board.seen === undefined) return nothing;
  const { at } = board.seen;
  return html`<small>looked at <time datetime="${at.toISOString()}">${age(at, now)} ago</time></small>`;
}
