import { html } from "hono/html";
import type { TimelineEntry } from "../../board/board.ts";
import { each, type Html, nothing } from "./html.ts";
import { paths } from "./paths.ts";

const signs: Readonly<
  Record<TimelineEntry["kind"], { readonly sign: string; readonly word: string; readonly tone: string }>
> = {
  began: { sign: "↻", word: "began", tone: "changing" },
  applied: { sign: "✓", word: "applied", tone: "in-sync" },
  "nothing-to-do": { sign: "✓", word: "nothing to do", tone: "in-sync" },
  failed: { sign: "✗", word: "failed", tone: "failed" },
  skipped: { sign: "‖", word: "not done", tone: "held" },
  "pass-failed": { sign: "✗", word: "could not look", tone: "failed" },
  recovered: { sign: "✓", word: "looks again", tone: "in-sync" },
  drifted: { sign: "≠", word: "drifted", tone: "failed" },
  "drift-gone": { sign: "✓", word: "drift gone", tone: "in-sync" },
  commit: { sign: "•", word: "new commit", tone: "pending" },
};

/** What happened to an application, newest first. */
export function timelineView(application: string, entries: readonly TimelineEntry[]): Html {
  return html`<ol class="timeline">
    ${each(
      entries,
      (entry) => entryView(application, entry),
      html`<li>Nothing has happened since this process started.</li>`,
    )}
  </ol>`;
}

function entryView(application: string, entry: TimelineEntry): Html {
  const { sign, word, tone } = signs[entry.kind];
  return html`<li>
    <time datetime="${entry.at.toISOString()}"
      >${entry.at.toISOString().replace("T", " ").slice(0, 19)} UTC</time
    >
    <span class="state ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>
    ${placeView(application, entry)}
    ${entry.reason === undefined ? nothing : html`<strong>${entry.reason}</strong>`}
    <span>${entry.message}</span>
    ${entry.commit === undefined ? nothing : html`<code>${entry.commit.slice(0, 8)}</code>`}
  </li>`;
}

function placeView(application: string, { environment, workload }: TimelineEntry): Html {
  if (environment === undefined) return nothing;
  if (workload === undefined)
    return html`<a href="${paths.environment(application, environment)}">${environment}</a>`;
  return html`<a href="${paths.workload(application, environment, workload)}">${environment}/${workload}</a>`;
}
