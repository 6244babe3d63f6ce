import type { Clock } from "../domain/clock.ts";
import type { Cloud } from "../domain/cloud.ts";
import type { FunctionCatalog } from "../domain/function-catalog.ts";
import type { Records } from "../domain/records.ts";
import type { Source } from "../domain/source.ts";

/** The ports that only look, and the functions that deployed templates point at. */
export interface Eyes {
  readonly source: Source;
  readonly cloud: Cloud;
  readonly records: Pick<Records, "read" | "readRelease">;
  readonly functions: FunctionCatalog;
  readonly clock: Pick<Clock, "now">;
}
