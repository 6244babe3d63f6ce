import type { Report } from "../domain/report.ts";
import { type ExitCode, reportExitCode, worstExitCode } from "../report/exit-code.ts";
import { reportJson } from "../report/plan-json.ts";
import { reportText } from "../report/report-text.ts";
import { type Console, writeJsonOf } from "./console.ts";

/** Prints what came of syncs. Exit code 1 when something failed, 3 when something was left undone. */
export function printReports(console: Console, reports: readonly Report[]): ExitCode {
  if (console.json) writeJsonOf(console, reports.map(reportJson));
  else for (const report of reports) console.out(reportText(report, console.paint));
  return worstExitCode(reports.map(reportExitCode));
}
