import type { Failure } from "./failure.ts";
import type { Revision } from "./revision.ts";

/** Tells whether a commit is what the operator requires of commits (`source.require`), by what GitHub or git says of it. */
export interface Warrants {
  /**
   * What the commit or its branch lacks; undefined where it has everything that is required. Throws a `ReconcileError` where that
   * cannot be told, which is never taken for a yes.
   */
  lacking(revision: Revision, signal: AbortSignal): Promise<Failure | undefined>;
}
