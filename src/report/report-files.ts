import type { DriftReport } from "../domain/drift.ts";
import type { ReportFile, ReportFormat } from "../domain/report-shelf.ts";
import { driftHtml } from "./drift-html.ts";
import { driftJson } from "./drift-json.ts";
import { driftMarkdown } from "./drift-markdown.ts";
import { driftText } from "./drift-text.ts";
import { statusJson } from "./plan-json.ts";
import { statusHtml, statusMarkdown } from "./status-documents.ts";
import { type Status, statusText } from "./status-text.ts";

/** What a scheduled report was made from, and when. */
export interface ReportTimes {
  readonly seen: Date;
  readonly written: Date;
}

/** A drift report in the chosen forms. Two of the same state differ in the one line that has the times. */
export function driftFiles(
  report: DriftReport,
  times: ReportTimes,
  formats: readonly ReportFormat[],
): readonly ReportFile[] {
  return formats.map((format) => {
    switch (format) {
      case "text":
        return textFile("drift", driftText(report), times);
      case "json":
        return jsonFile("drift", driftJson(report), times);
      case "markdown":
        return markdownFile("drift", driftMarkdown(report), times);
      case "html":
        return htmlFile("drift", driftHtml([report]), times);
    }
  });
}

/** A status in the chosen forms, likewise. When AWS said how a workload runs is left out: it is no news. */
export function statusFiles(
  { plan, reasons, health }: Status,
  times: ReportTimes,
  formats: readonly ReportFormat[],
): readonly ReportFile[] {
  const status: Status = { plan, reasons, health: health.map(({ at: _at, ...steady }) => steady) };
  return formats.map((format) => {
    switch (format) {
      case "text":
        return textFile("status", statusText(status), times);
      case "json":
        return jsonFile("status", statusJson(status), times);
      case "markdown":
        return markdownFile("status", statusMarkdown(status), times);
      case "html":
        return htmlFile("status", statusHtml([status]), times);
    }
  });
}

function textFile(name: string, text: string, times: ReportTimes): ReportFile {
  return {
    name: `${name}.txt`,
    mediaType: "text/plain; charset=utf-8",
    text: `${text.trimEnd()}\n\n${timeWords(times)}\n`,
  };
}

function markdownFile(name: string, text: string, times: ReportTimes): ReportFile {
  return {
    name: `${name}.md`,
    mediaType: "text/markdown; charset=utf-8",
    text: `${text.trimEnd()}\n\n${timeWords(times)}\n`,
  };
}

function htmlFile(name: string, text: string, times: ReportTimes): ReportFile {
  return {
    name: `${name}.html`,
    mediaType: "text/html; charset=utf-8",
    text: text.replace(
      /<\/body>\n<\/html>\n$/,
      () => `<p><small>${timeWords(times)}</small></p>\n</body>\n</html>\n`,
    ),
  };
}

/** One field for both times, an interval of ISO 8601, so that it is one line. */
function jsonFile(name: string, value: object, { seen, written }: ReportTimes): ReportFile {
  const timed = { ...value, seenAndWritten: `${seen.toISOString()}/${written.toISOString()}` };
  return {
    name: `${name}.json`,
    mediaType: "application/json",
    text: `${JSON.stringify(timed, undefined, 2)}\n`,
  };
}

function timeWords({ seen, written }: ReportTimes): string {
  return `As seen last at ${seen.toISOString()}, written at ${written.toISOString()}.`;
}
