import { html } from "hono/html";
import type { ApplicationBoard, Board } from "../../board/board.ts";
import { failureView } from "./failure-view.ts";
import { gridView } from "./grid-view.ts";
import { each, type Html, nothing } from "./html.ts";
import { paths } from "./paths.ts";
import { summaryView } from "./summary-view.ts";
import { age } from "./words.ts";

/** What stands above an application that another task looks after. */
export const elsewhereNotice: Html = html`<p role="note">
  Another task has the lease on this application and looks after it. What stands here, if anything, is from
  before; its page is that task's.
</p>`;

/** The first page: every application with its table. `isAnothers` says which ones another task looks after. */
export function homePage(board: Board, now: Date, isAnothers: (application: string) => boolean): Html {
  const applications = [...board.applications.values()];
  return html`<h1>Applications</h1>
    ${summaryView(applications)}
    ${each(
      applications,
      (application) => applicationView(application, now, isAnothers(application.application)),
      html`<p>The configuration has no application.</p>`,
    )}`;
}

function applicationView(board: ApplicationBoard, now: Date, isAnothers: boolean): Html {
  return html`<section aria-labelledby="app-${board.application}">
    <h2 id="app-${board.application}">
      <a href="${paths.application(board.application)}">${board.application}</a>
      ${lookedAt(board, now)}
    </h2>
    ${isAnothers ? elsewhereNotice : nothing}
    ${board.failure === undefined ? nothing : failureView(board.failure)} ${gridOf(board, now, isAnothers)}
  </section>`;
}

function gridOf(board: ApplicationBoard, now: Date, isAnothers: boolean): Html {
  if (board.seen !== undefined) return gridView(board, now);
  return isAnothers ? nothing : html`<p>It was not looked at yet.</p>`;
}

/** When an application was last looked at. */
export function lookedAt(board: ApplicationBoard, now: Date): Html {
  if (board.seen === undefined) return nothing;
  const { at } = board.seen;
  return html`<small>looked at <time datetime="${at.toISOString()}">${age(at, now)} ago</time></small>`;
}
