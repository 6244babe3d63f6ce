import type { Observed } from "./observed.ts";
import type { Target } from "./target.ts";

/**
 * What neither Git nor AWS remembers (design.md 3), per application. Losing it loses only this: a creation that failed is tried
 * again, and a retry that a person asked for must be asked for again.
 */
export interface Records {
  read(application: string, signal?: AbortSignal): Promise<Observed<RecordedState>>;
  /** Remembers that a first creation failed: the stack is gone, so nothing else does. */
  recordFailedCreation(application: string, failed: FailedCreation, signal?: AbortSignal): Promise<void>;
  /** Remembers that a person wants what failed to be tried again. */
  recordRetry(application: string, retry: Retry, signal?: AbortSignal): Promise<void>;
}

/** Everything that is recorded of one application. */
export interface RecordedState {
  readonly failedCreations: readonly FailedCreation[];
  readonly retries: readonly Retry[];
}

/** A stack whose first creation failed and left nothing behind. */
export interface FailedCreation extends Target {
  /** Digest of the stack that was wanted. */
  readonly digest: string;
  readonly at: Date;
  /** In CloudFormation's words. */
  readonly cause: string;
}

/** A person's word that what failed before this moment may be tried again. */
export interface Retry extends Target {
  readonly at: Date;
}
