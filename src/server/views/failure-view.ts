import { html } from "hono/html";
import type { Failure } from "../../domain/failure.ts";
import { type Html, nothing } from "./html.ts";

/** A failure with its reason and what can be done about it. */
export function failureView({
  reason,
  message,
  remedy,
}: Pick<Failure, "reason" | "message" | "remedy">): Html {
  return html`<div class="notice failed" role="alert">
    <strong>✗ ${reason}</strong>
    <p>${message}</p>
    ${remedyView(remedy)}
  </div>`;
}

/** What a person can do; nothing where there is nothing to do. */
export function remedyView(remedy: string | undefined): Html {
  return remedy === undefined
    ? nothing
    : html`<p class="remedy"><span aria-hidden="true">→</span> ${remedy}</p>`;
}
