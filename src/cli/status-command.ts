import { type ExitCode, planExitCode, worstExitCode } from "../report/exit-code.ts";
import { statusJson } from "../report/plan-json.ts";
import { type Status, statusText } from "../report/status-text.ts";
import { statusHtml, statusMarkdown } from "../report/status-documents.ts";
import type { ReportFormat } from "../domain/report-shelf.ts";
import { type Console, writeJsonOf } from "./console.ts";

/** Prints where each environment stands. Exit code 3 when one is not at its commit. */
export function printStatus(console: Console, looks: readonly Status[], format: ReportFormat): ExitCode {
  switch (format) {
    case "json":
      writeJsonOf(console, looks.map(statusJson));
      break;
    case "markdown":
      for (const look of looks) console.out(statusMarkdown(look));
      break;
    case "html":
      console.out(statusHtml(looks));
      break;
    case "text":
      for (const look of looks) console.out(statusText(look, console.paint));
      break;
  }
  return worstExitCode(looks.map((look) => planExitCode(look.plan)));
}
