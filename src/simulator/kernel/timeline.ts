import type { Clock } from "../../domain/clock.ts";
import type { QueueEntry } from "./event-queue.ts";

/** A clock whose waiting goes through the world's one event queue. */
export interface Timeline extends Clock {
  /** Milliseconds since the epoch, simulated. */
  readonly time: number;
  /** Queues an event for its handler; answers an id for `cancel`. */
  schedule(at: number, event: string, payload: unknown): number;
  cancel(id: number): void;
  /** Runs until the promise settles, and answers its outcome. A virtual timeline jumps from event to event. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** What a snapshot keeps. */
  save(): SavedTimeline;
  restore(saved: SavedTimeline): void;
  /** Stops real timers. Sleepers stay unresolved. */
  stop(): void;
}

/** A timeline at one instant. */
export interface SavedTimeline {
  readonly time: number;
  readonly nextId: number;
  readonly events: readonly QueueEntry[];
}

/** Who handles an event that is due. */
export type Dispatch = (event: string, payload: unknown) => void;
