import { html } from "hono/html";
import type { Finding } from "../../domain/finding.ts";
import type { Held } from "../../domain/plan.ts";
import { remedyView } from "./failure-view.ts";
import { each, type Html } from "./html.ts";

/** What is held back, why, and what a person can do. */
export function heldView(held: readonly Held[]): Html {
  return each(
    held,
    ({ reason, message, remedy, workload, findings }) =>
      html`<div class="notice held">
        <strong>‖ ${workload === undefined ? "" : `${workload}: `}${reason}</strong>
        <p>${message}</p>
        ${findingsView(findings)} ${remedyView(remedy)}
      </div>`,
  );
}

/** Findings in files, with their places. */
export function findingsView(findings: readonly Finding[]): Html {
  return each(
    findings,
    ({ place, message, remedy }) =>
      html`<p class="finding">
        <code>${place.file}:${place.line}:${place.column}</code> ${message} ${remedyView(remedy)}
      </p>`,
  );
}
