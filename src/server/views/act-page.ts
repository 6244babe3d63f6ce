import { html } from "hono/html";
import type { EnvironmentPlan } from "../../domain/plan.ts";
import { stepsToApprove } from "../../domain/word-needed.ts";
import type { Failure } from "../../domain/failure.ts";
import { failureView } from "./failure-view.ts";
import { type Html, nothing } from "./html.ts";
import { paths } from "./paths.ts";
import { count } from "./words.ts";

/** What was written down. */
export function actDonePage(messages: readonly string[], back: string): Html {
  return html`<h1>Written down</h1>
    <ul>
      ${messages.map((message) => html`<li>${message}</li>`)}
    </ul>
    <p><a href="${back}">Back</a></p>`;
}

/** Why nothing was written down. */
export function actRefusedPage(failure: Pick<Failure, "reason" | "message" | "remedy">, back: string): Html {
  return html`<h1>Nothing was changed</h1>
    ${failureView(failure)}
    <p><a href="${back}">Back</a></p>`;
}

/** What a viewer who may act can do about an environment. */
export function environmentForms(application: string, plan: EnvironmentPlan): Html {
  const { environment, digest } = plan;
  const asked = stepsToApprove(plan).length;
  const at = paths.environment(application, environment);
  return html`<details class="acts" ${asked > 0 ? "open" : ""}>
    <summary>Act on ${environment}</summary>
    ${
      asked === 0
        ? nothing
        : html`<form class="action" method="post" action="${at}/approve">
            <input type="hidden" name="plan" value="${digest}" />
            <button type="submit">
              Approve ${count(asked, "step", "steps")} of plan ${digest.slice(0, 12)}
            </button>
          </form>`
    }
    <form class="action" method="post" action="${at}/suspend">
      <label>Reason <input name="reason" required maxlength="400" autocomplete="off" /></label>
      <label
        >Hours (empty: until it is resumed) <input name="hours" inputmode="numeric" pattern="[0-9]*"
      /></label>
      <button type="submit">Suspend</button>
    </form>
    <form class="action" method="post" action="${at}/resume"><button type="submit">Resume</button></form>
    <form class="action" method="post" action="${at}/rollback">
      <label>Commit <input name="commit" required pattern="[0-9a-f]{7,64}" autocomplete="off" /></label>
      <label>Reason <input name="reason" required maxlength="400" autocomplete="off" /></label>
      <button type="submit">Roll back</button>
    </form>
  </details>`;
}

/** What a viewer who may act can do about a workload. */
export function workloadForms(application: string, environment: string, workload: string): Html {
  return html`<form
    class="action"
    method="post"
    action="${paths.workload(application, environment, workload)}/retry"
  >
    <button type="submit">Retry what failed</button>
  </form>`;
}
