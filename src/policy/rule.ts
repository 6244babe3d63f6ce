import type { PolicyCode } from "../domain/policy.ts";
import type { PartFacts } from "./part-facts.ts";

/** One rule: what it stops, why, and what to do instead. */
export interface PolicyRule {
  readonly code: PolicyCode;
  /**
   * `stop` holds the workload; `ask` lets a change pass only with a person's approval of exactly it, in every mode; `warn` is only told;
   * `optional` says nothing. The operator may enforce the latter three.
   */
  readonly severity: "stop" | "ask" | "warn" | "optional";
  /**
   * `additions`: only what the author adds to Copilot's own rendering counts. `everything`: also what the manifest itself makes
   * Copilot render.
   */
  readonly judges: "additions" | "everything";
  /** What it stops: a phrase. */
  readonly stops: string;
  /** What somebody could do with it. */
  readonly reason: string;
  /** What to write instead. */
  readonly remedy: string;
  readonly judge: (facts: PartFacts) => readonly Offence[];
}

/** Something that a rule does not let pass. */
export interface Offence {
  /** JSON pointer into the template. */
  readonly pointer: string;
  /** A sentence's predicate and object, without a secret and without numbers of lists: two offences of one text in one resource are one. */
  readonly what: string;
}
