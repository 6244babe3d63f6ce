/** Small texts in one place, each with a tag that changes with every write: all that a lease needs, and S3 has it. */
export interface LeaseStore {
  /** Every text whose name begins so. Strongly consistent: what was written before the request is in the answer. */
  list(prefix: string, signal?: AbortSignal): Promise<readonly LeaseEntry[]>;
  /** A text with its tag; undefined when it is not there. */
  read(name: string, signal?: AbortSignal): Promise<LeaseText | undefined>;
  /**
   * Writes a text over the one with this tag, or where there is none when `over` is absent. Answers the new tag, or undefined when
   * something else stands there. Throws when it is not known whether it was written.
   */
  write(name: string, text: string, over?: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Takes a text away; that it is gone already is no failure. */
  remove(name: string, signal?: AbortSignal): Promise<void>;
}

/** One text in a listing. */
export interface LeaseEntry {
  readonly name: string;
  readonly tag: string;
  readonly isEmpty: boolean;
}

/** A text as it was read. */
export interface LeaseText {
  readonly text: string;
  readonly tag: string;
}

/** What stands between a write and the world: nothing is written after the right to write was lost. */
export interface Fence {
  /** Throws `LeaseLost` unless this process may write now. Asks nobody: it goes by what was last heard and the time since. */
  check(): void;
}

/** Milliseconds that never go back and do not jump with the clock of the wall; from which moment they count means nothing. */
export type Stopwatch = () => number;
