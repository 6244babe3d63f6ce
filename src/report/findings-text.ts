import type { Finding } from "../domain/finding.ts";
import { type Paint, plain } from "./paint.ts";

/** Findings for a terminal, a pipe or a file: each with its place in the form that editors make a link of, what is wrong, and what to do. */
export function findingsText(findings: readonly Finding[], paint: Paint = plain): string {
  return findings.map((finding) => `${findingText(finding, paint)}\n`).join("");
}

function findingText(finding: Finding, paint: Paint): string {
  const { file, line, column } = finding.place;
  const severity = finding.severity === "error" ? paint.bad("error") : paint.warn("warning");
  const field = finding.field === "" ? "" : `${paint.strong(finding.field)}: `;
  return [
    `${file}:${line}:${column}: ${severity} ${field}${finding.message} [${finding.code}]`,
    ...(finding.value === undefined ? [] : [`    ${finding.value}`]),
    ...(finding.remedy === undefined ? [] : [`    → ${finding.remedy}`]),
  ].join("\n");
}
