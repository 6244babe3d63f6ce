/** A message of the queue: its text, and by what it is removed. */
export interface HintMessage {
  readonly body: string;
  readonly receipt: string;
}

/** A queue of messages that say that something may have changed. Whoever can send to it may have written them. */
export interface HintQueue {
  /**
   * Up to ten messages, none when none comes within so many seconds (20 at most). One that is not removed comes again some seconds later,
   * to this process or another. Throws what kept the queue from answering.
   */
  receive(waitSeconds: number, signal: AbortSignal): Promise<readonly HintMessage[]>;
  /** Removes messages that were received; those that are gone already are no failure. */
  remove(receipts: readonly string[], signal: AbortSignal): Promise<void>;
}
