import type { CommitSha } from "./revision.ts";
import type { Target } from "./target.ts";

/** What every decision of a person says of itself. */
export interface Decided {
  readonly at: Date;
  /**
   * ARN of the principal that last wrote the record (`LastModifiedUser`), or `page:` and a login for a decision that was made on
   * Autoland's own page; undefined where nobody could be asked. Text inside of a record is believed only where the process's own
   * role wrote it: whoever may write the record could write that, too.
   */
  readonly by?: string;
}

/** A person's word that what failed before this moment may be tried again. */
export interface Retry extends Target, Decided {}

/**
 * A person's approval of steps (design.md 5). It covers those of them that are still to do, whatever became of the others, and ends when it
 * expires or when every one of its steps is done or has changed.
 */
export interface Approval extends Decided {
  readonly environment: string;
  /** First digits of the plan's digest: the approval's name. */
  readonly plan: string;
  /** The commit that was planned for. */
  readonly commit: CommitSha;
  /** First 32 digits (128 bits) of the digests of steps, by workload; under the empty name those of the environment itself. */
  readonly steps: Readonly<Record<string, readonly string[]>>;
  /** Kinds of steps that are covered whatever their digest while the approval lasts: what follows from another approved step. */
  readonly classes: readonly string[];
  readonly until: Date;
}

/** What a suspension is for. */
export type Suspended = { readonly kind: "application" } | ({ readonly kind: "target" } & Target);

/** A person's word that nothing is to be changed until it is lifted or expires. */
export interface Suspension extends Decided {
  readonly what: Suspended;
  readonly reason: string;
  /** Whom to ask, in the words of the person who suspended. */
  readonly owner?: string;
  /** Absent: until it is lifted. */
  readonly until?: Date;
}

/** A person's rollback: the environment goes to this commit and stays there until it is released. */
export interface Pin extends Decided {
  readonly environment: string;
  readonly commit: CommitSha;
  readonly reason?: string;
}

/** A person's word that a branch was rewritten on purpose. */
export interface AcceptedHead extends Decided {
  readonly environment: string;
  /** The commit that was applied last and is not part of the branch any more. */
  readonly instead: CommitSha;
  /** The branch's head as the person saw it; what descends from it is accepted, too. */
  readonly commit: CommitSha;
}

/** A person's request to replace the running tasks of an environment's services, or of one, by new ones of the same definition. */
export interface Redeployment extends Target, Decided {}
