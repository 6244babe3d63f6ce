import type { Finding } from "../domain/finding.ts";
import { isExtension } from "./advice/unknown-keys.ts";
import { droppedFinding, remarkFinding, unknownKeyFinding } from "./located-findings.ts";
import type { ManifestDocument } from "./manifest-document.ts";
import type { Reading, UnknownKey } from "./shape/reading.ts";
import type { Remark, Report } from "./shape/report.ts";
import type { LocatedYaml } from "./yaml/located-yaml.ts";

/** The warnings of a reading: those of the document, values that Copilot drops, and keys that nothing reads. */
export function warningsOf(
  reading: Reading,
  document: ManifestDocument,
  advice: (unknown: UnknownKey) => string,
): readonly Finding[] {
  return [
    ...document.warnings,
    ...reading.dropped.map((fault) => droppedFinding(fault, document)),
    ...reading.unknownKeys
      .filter((unknown) => !isExtension(unknown))
      .map((unknown) => unknownKeyFinding(unknown, document, advice(unknown))),
  ];
}

/** The findings of what `check` reports, placed in the first root that has the field. */
export function findingsOf(
  check: (report: Report) => void,
  severity: Finding["severity"],
  document: ManifestDocument,
  roots: readonly LocatedYaml[],
): readonly Finding[] {
  const remarks: Remark[] = [];
  check((remark) => {
    remarks.push(remark);
  });
  return remarks.map((remark) => remarkFinding(remark, severity, document, roots));
}

/**
 * The faults of a check that are not only a consequence of what could not be read: a field that is unread is missing to the checks
 * as well. Telling the rest at once spares people a round for each fault.
 */
export function notFollowingFrom(
  unread: readonly Finding[],
  checked: readonly Finding[],
): readonly Finding[] {
  return checked.filter(
    (fault) => !unread.some(({ field }) => isWithin(field, fault.field) || isWithin(fault.field, field)),
  );
}

function isWithin(field: string, other: string): boolean {
  if (other === "" || field === other) return true;
  return field.startsWith(`${other}.`) || field.startsWith(`${other}[`);
}
