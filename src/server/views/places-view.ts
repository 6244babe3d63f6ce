import { html } from "hono/html";
import type { Inconsistency } from "../../domain/inconsistency.ts";
import { inconsistencyLine } from "../../report/inconsistency-lines.ts";
import { remedyView } from "./failure-view.ts";
import { each, type Html, nothing } from "./html.ts";

/** Where the files in Git, Copilot's records and the stacks disagree, with what each of them says; nothing where they agree. */
export function placesView(inconsistencies: readonly Inconsistency[]): Html {
  if (inconsistencies.length === 0) return nothing;
  return html`<section aria-labelledby="places">
    <h2 id="places">Git, Parameter Store and CloudFormation disagree</h2>
    <div class="scroll" role="region" aria-label="Disagreements" tabindex="0">
      <table class="changes">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">What the places say</th>
            <th scope="col">What that means</th>
          </tr>
        </thead>
        <tbody>
          ${each(inconsistencies, placeView)}
        </tbody>
      </table>
    </div>
  </section>`;
}

function placeView(item: Inconsistency): Html {
  const { places, remedy } = inconsistencyLine(item);
  const name = [item.environment, item.workload].filter((part) => part !== undefined).join("/");
  return html`<tr>
    <td><code>${name}</code> <small>${item.verdict}</small></td>
    <td data-label="places">${places}</td>
    <td data-label="meaning">${item.explanation} ${remedyView(remedy)}</td>
  </tr>`;
}
