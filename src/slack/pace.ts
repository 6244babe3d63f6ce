import type { Clock } from "../domain/clock.ts";

/** Slack takes about one message a second in a channel. https://docs.slack.dev/apis/web-api/rate-limits */
const apart = 1_100;

/** Waits so that messages of one channel are at least a second apart; may be called for several channels. */
export function makePace(clock: Clock): (channel: string, signal: AbortSignal) => Promise<void> {
  const last = new Map<string, number>();
  return async (channel, signal) => {
    const wait = (last.get(channel) ?? 0) + apart - clock.now().getTime();
    if (wait > 0) await clock.sleep(wait, signal);
    last.set(channel, clock.now().getTime());
  };
}
