import type { Json } from "../../src/domain/template.ts";

/** The families of the kit; `fuzz` holds cases of the other kinds below a folder of its own. */
export const families = ["workloads", "environments", "overrides", "manifests", "fuzz"] as const;

/** One of the kit's families. */
export type Family = (typeof families)[number];

/** A file that `--out` writes, with its path below the output folder. */
export interface ProducedFile {
  readonly path: string;
  readonly content: Json;
}

/** What came of one case. */
export interface CaseOutcome {
  readonly family: Family;
  readonly id: string;
  readonly status: "passed" | "failed" | "skipped";
  /** Why it failed, one difference each; for a skip the missing feature. */
  readonly problems: readonly string[];
  /** What is worth knowing and fails nothing, such as a number that is written as text. */
  readonly notes: readonly string[];
  readonly produced: readonly ProducedFile[];
}
