import type { CallRecord } from "./call-log.ts";
import type { RandomState } from "./random.ts";
import type { SavedTimeline } from "./timeline.ts";

/** A world at one instant, as plain data. */
export interface Snapshot {
  readonly timeline: SavedTimeline;
  readonly random: RandomState;
  readonly cells: ReadonlyMap<string, unknown>;
  readonly faults: readonly unknown[];
  readonly log: readonly CallRecord[];
}
