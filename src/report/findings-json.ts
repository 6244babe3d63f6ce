import type { Finding } from "../domain/finding.ts";

/** Findings for machines; `schemaVersion` rises when a field changes its meaning or goes. */
export function findingsJson(findings: readonly Finding[]): object {
  const count = (severity: Finding["severity"]): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    schemaVersion: 1,
    kind: "findings",
    errors: count("error"),
    warnings: count("warning"),
    findings,
  };
}
