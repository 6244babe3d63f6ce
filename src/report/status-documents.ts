import { html, htmlPage } from "./html-page.ts";
import { type Status, statusText } from "./status-text.ts";

/** Where an application stands, for a pull request or an issue: the words of the text, kept as they are. */
export function statusMarkdown(status: Status): string {
  const text = bodyOf(status);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `### ${status.plan.application}\n\n${fence}\n${text}\n${fence}\n`;
}

/** Where applications stand, as one self-contained page. */
export function statusHtml(statuses: readonly Status[]): string {
  const body = statuses
    .map(
      (status) =>
        `<h1>${html(status.plan.application)}</h1>\n<pre class="wide">${html(bodyOf(status))}</pre>`,
    )
    .join("\n");
  return htmlPage(`Status of ${statuses.map(({ plan }) => plan.application).join(", ")}`, body);
}

/** The text below its first line, which is the application's name. */
function bodyOf(status: Status): string {
  return statusText(status).split("\n").slice(2).join("\n").trimEnd();
}
