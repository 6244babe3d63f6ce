import { createHash } from "node:crypto";
import type { Finding } from "../domain/finding.ts";

/**
 * Findings as SARIF 2.1.0, which GitHub's code scanning and most editors read. A finding keeps its fingerprint when
 * lines move. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function findingsSarif(findings: readonly Finding[]): object {
  const codes = [...new Set(findings.map((finding) => finding.code))].sort();
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Autoland", rules: codes.map((id) => ({ id, name: id })) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { SRCROOT: { description: { text: "The repository's root." } } },
        results: findings.map((finding) => result(finding, codes)),
      },
    ],
  };
}

function result(finding: Finding, codes: readonly string[]): object {
  const { file, line, column } = finding.place;
  const text = finding.remedy === undefined ? finding.message : `${finding.message} ${finding.remedy}`;
  return {
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: finding.severity,
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file), uriBaseId: "SRCROOT" },
          region: { startLine: line, startColumn: column },
        },
        ...(finding.field === "" ? {} : { logicalLocations: [{ fullyQualifiedName: finding.field }] }),
      },
    ],
    partialFingerprints: { "autolandFinding/v1": fingerprint(finding) },
  };
}

function fingerprint({ code, place, field, message }: Finding): string {
  return createHash("sha256")
    .update(JSON.stringify([code, place.file, field, message]))
    .digest("hex");
}
