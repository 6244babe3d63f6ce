import type { Artifact } from "../domain/desired.ts";
import type { Failure } from "../domain/failure.ts";
import type { Finding } from "../domain/finding.ts";
import type { FileAnswer } from "./commit-files.ts";

/** Files that found their place in the artifact bucket and what the rendering says of them, or why they did not. */
export type Placing<T> =
  | { readonly kind: "placed"; readonly value: T; readonly artifacts: readonly Artifact[] }
  | Refusal;

/** Why something that a workload needs cannot be had now. */
export interface Refusal {
  readonly kind: "refused";
  readonly failure: Failure;
  readonly findings: readonly Finding[];
}

/** Where artifacts go. */
export interface ArtifactPlace {
  readonly bucket: string;
  readonly region: string;
}

/** What is wrong with an answer that has no file, as the end of a sentence that begins with the path. */
export function faultOf(answer: Extract<FileAnswer, { kind: "missing" | "refused" }> | "outside"): string {
  if (answer === "outside")
    return "leads out of the repository, or has a backslash or a control character in it";
  switch (answer.kind) {
    case "missing":
      return "is not in the commit";
    case "refused":
      return `cannot be used: ${answer.message}`;
  }
}

/** A refusal of a workload for the first of its faults, with all of them as findings. */
export function refusal(
  reason: string,
  workload: string,
  findings: readonly Finding[],
  remedy: string,
): Refusal {
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  const message = `${workload} cannot be deployed: ${findings[0]?.message ?? "a file is missing"}${more}`;
  return { kind: "refused", failure: { disposition: "stall", reason, message, remedy }, findings };
}

/** A refusal for want of an answer: what was not read is not taken for missing. */
export function unread(workload: string, failure: Failure): Refusal {
  const message = `the files that ${workload} needs could not be read: ${failure.message}`;
  return { kind: "refused", failure: { ...failure, message }, findings: [] };
}
