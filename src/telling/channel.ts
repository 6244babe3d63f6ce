import type { Stories } from "../notify/stories.ts";

/** A place where people are told, such as Slack or GitHub. */
export interface Channel {
  /** For logs. */
  readonly name: string;
  /**
   * Makes what stands there equal to what there is to tell, in order; answers when it wants to be asked again though nothing new was
   * heard. Throws when it cannot now: nothing is lost by that, for the next call starts from what there is to tell then. May be called
   * again after any cut.
   */
  bringUpToDate(stories: Stories, signal: AbortSignal): Promise<Date | undefined>;
}

/** Thrown by a channel that takes nothing more until a time, such as after a limit of requests. */
export class NotNow extends Error {
  override readonly name = "NotNow";
  readonly until: Date;

  constructor(until: Date, message: string, options?: ErrorOptions) {
    super(message, options);
    this.until = until;
  }
}
