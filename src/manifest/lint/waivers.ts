import type { Finding } from "../../domain/finding.ts";

/** An operator's word that a warning is meant to be so. Errors cannot be waived. */
export interface Waiver {
  /** The finding's code. */
  readonly code: string;
  /** Only in this file; left out, in all. */
  readonly file?: string;
  /** Only at this field or below it; left out, at all. */
  readonly field?: string;
  readonly reason: string;
}

/** Findings that are shown, and warnings that are waived, each with its reason. */
export interface Waived {
  readonly shown: readonly Finding[];
  readonly waived: readonly { readonly finding: Finding; readonly reason: string }[];
  /** Waivers that fitted nothing: what they were for is gone. */
  readonly unused: readonly Waiver[];
}

/** Sorts out the warnings that the operator has waived. */
export function applyWaivers(findings: readonly Finding[], waivers: readonly Waiver[]): Waived {
  const used = new Set<Waiver>();
  const shown: Finding[] = [];
  const waived: { readonly finding: Finding; readonly reason: string }[] = [];
  for (const finding of findings) {
    const waiver =
      finding.severity === "error" ? undefined : waivers.find((candidate) => fits(candidate, finding));
    if (waiver === undefined) {
      shown.push(finding);
      continue;
    }
    used.add(waiver);
    waived.push({ finding, reason: waiver.reason });
  }
  return { shown, waived, unused: waivers.filter((waiver) => !used.has(waiver)) };
}

function fits({ code, file, field }: Waiver, finding: Finding): boolean {
  if (code !== finding.code || (file !== undefined && file !== finding.place.file)) return false;
  if (field === undefined || field === finding.field) return true;
  return finding.field.startsWith(`${field}.`) || finding.field.startsWith(`${field}[`);
}
