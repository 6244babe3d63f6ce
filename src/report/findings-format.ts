import type { Finding } from "../domain/finding.ts";
import { findingsGithub } from "./findings-github.ts";
import { findingsJson } from "./findings-json.ts";
import { findingsSarif } from "./findings-sarif.ts";
import { findingsText } from "./findings-text.ts";
import { type Paint, plain } from "./paint.ts";

/** The forms in which findings are written. */
export type FindingsFormat = "text" | "json" | "sarif" | "github";

/** Findings in one of the forms, ready to be written to stdout. Only the text form is painted. */
export function findingsIn(
  format: FindingsFormat,
  findings: readonly Finding[],
  paint: Paint = plain,
): string {
  switch (format) {
    case "text":
      return findingsText(findings, paint);
    case "json":
      return `${JSON.stringify(findingsJson(findings), null, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(findingsSarif(findings), null, 2)}\n`;
    case "github":
      return findingsGithub(findings);
  }
}
