import type { Finding } from "../domain/finding.ts";

/**
 * Findings as workflow commands that GitHub Actions shows beside the lines of a pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function findingsGithub(findings: readonly Finding[]): string {
  return findings.map((finding) => `${annotation(finding)}\n`).join("");
}

function annotation(finding: Finding): string {
  const { file, line, column } = finding.place;
  const title = finding.field === "" ? finding.code : `${finding.field}: ${finding.code}`;
  const text = finding.remedy === undefined ? finding.message : `${finding.message}\n${finding.remedy}`;
  const properties = { file, line: String(line), col: String(column), title };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  return `::${finding.severity} ${list.join(",")}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
