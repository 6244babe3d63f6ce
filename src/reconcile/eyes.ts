import type { Clock } from "../domain/clock.ts";
import type { Cloud } from "../domain/cloud.ts";
import type { DriftEyes } from "../domain/drift-eyes.ts";
import type { FunctionCatalog } from "../domain/function-catalog.ts";
import type { Builds, Checks } from "../domain/gates.ts";
import type { JobRuns } from "../domain/job-runs.ts";
import type { Records } from "../domain/records.ts";
import type { Source } from "../domain/source.ts";
import type { Slots } from "../domain/slots.ts";
import type { Warrants } from "../domain/warrants.ts";
import type { RememberedWishes } from "./remembered-wishes.ts";

/** The ports that only look, and the functions that deployed templates point at. */
export interface Eyes {
  readonly source: Source;
  /** What the operator requires of commits; absent, nothing. */
  readonly warrants?: Warrants;
  readonly cloud: Cloud;
  readonly records: Pick<Records, "read" | "readRelease">;
  /** What GitHub's apps say of commits; absent where the repository is not read through GitHub's API. */
  readonly checks?: Checks;
  /** Builds that gates and pre-steps are; absent where nobody can start any. */
  readonly builds?: Builds;
  /** Tasks of jobs that pre-steps are; absent where nobody can run any. */
  readonly jobs?: JobRuns;
  /** What is live, for environments that are healed; absent: none is. */
  readonly drift?: DriftEyes;
  readonly functions: FunctionCatalog;
  readonly clock: Pick<Clock, "now">;
  /** What was worked out in earlier passes; absent, everything is worked out anew. */
  readonly wishes?: RememberedWishes;
  /**
   * Places for what holds much memory while it is done: making templates and comparing them. It is work for the processor, so that
   * more of it side by side would gain nothing. Absent: as many as look.
   */
  readonly workbench?: Slots;
  /** Since when images are known to be missing. Forgotten with the process, which waits once more. */
  readonly missing?: Map<string, Date>;
}
