import type { DriftReport } from "../domain/drift.ts";
import { driftHtml } from "../report/drift-html.ts";
import { driftJson } from "../report/drift-json.ts";
import { driftMarkdown } from "../report/drift-markdown.ts";
import { driftText } from "../report/drift-text.ts";
import { driftExitCode, type ExitCode, worstExitCode } from "../report/exit-code.ts";
import { type Console, writeJsonOf } from "./console.ts";
import type { ReportFormat } from "../domain/report-shelf.ts";

/** Prints drift reports. Exit code 3 when something has drifted or is held. */
export function printDrift(
  console: Console,
  reports: readonly DriftReport[],
  format: ReportFormat,
): ExitCode {
  const sorted = reports.toSorted((a, b) => (a.application < b.application ? -1 : 1));
  switch (format) {
    case "json":
      writeJsonOf(console, sorted.map(driftJson));
      break;
    case "markdown":
      for (const report of sorted) console.out(driftMarkdown(report));
      break;
    case "html":
      console.out(driftHtml(sorted));
      break;
    case "text":
      for (const report of sorted) console.out(driftText(report, console.paint));
      break;
  }
  return worstExitCode(sorted.map(driftExitCode));
}
