import type { CommitSha } from "./revision.ts";

/**
 * The way of an environment through commits, as far as others still wait for it: what environments that come after it, and the rule
 * about rewritten branches, need to know. Short, and read in every pass; all of it can be rebuilt, at the price of waiting again.
 */
export interface Trail {
  readonly environment: string;
  /** The commit that steps were last applied for, completely or not. */
  readonly applied?: AppliedCommit;
  /** Commits that the environment was completely at, in the order in which it came there. */
  readonly arrivals: readonly Arrival[];
}

/** The commit that steps were last applied for. */
export interface AppliedCommit {
  readonly commit: CommitSha;
  readonly at: Date;
  /** A step of it failed; another commit, or a person's retry, comes next. */
  readonly failed: boolean;
}

/** One commit that an environment was completely at. */
export interface Arrival {
  readonly commit: CommitSha;
  readonly at: Date;
  /** Since when it has been seen to run well; absent while that was never seen, or not since it was last seen ill. */
  readonly wellSince?: Date;
  /** How the environment's gate ended for it; absent while that is open. */
  readonly gate?: GateEnd;
}

/** How a gate ended, for good. */
export interface GateEnd {
  readonly passed: boolean;
  readonly at: Date;
  /** A sentence or an address, for people. */
  readonly detail: string;
}
