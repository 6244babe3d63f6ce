import type { Clock } from "../domain/clock.ts";
import type { SlackClient } from "./slack-client.ts";

/** Slack takes about one message a second in a channel. https://docs.slack.dev/apis/web-api/rate-limits */
const apart = 1_100;

type Method = Parameters<SlackClient["call"]>[0];

/**
 * Requests a minute of each method, in all channels of a workspace together: nine tenths of tier 3, and for new messages, whose limit is several
 * hundred, less than that. https://docs.slack.dev/apis/web-api/rate-limits, and each method's page,
 * https://docs.slack.dev/reference/methods/chat.update
 */
const mostInAMinute: Readonly<Record<Method, number>> = {
  "chat.postMessage": 150,
  "chat.update": 45,
  "conversations.history": 45,
  "conversations.replies": 45,
};

/** Waits so that messages of one channel are at least a second apart; may be called for several channels. */
export function makePace(clock: Clock): (channel: string, signal: AbortSignal) => Promise<void> {
  const last = new Map<string, number>();
  return async (channel, signal) => {
    const wait = (last.get(channel) ?? 0) + apart - clock.now().getTime();
    if (wait > 0) await clock.sleep(wait, signal);
    last.set(channel, clock.now().getTime());
  };
}

/** The same client, which waits before a request that would be more in a minute than its method's tier has. Requests come one after another. */
export function withinTiers(client: SlackClient, clock: Clock): SlackClient {
  const sent = new Map<Method, readonly number[]>();
  return {
    call: async (method, body, signal) => {
      const times = sent.get(method) ?? [];
      const first = times.at(-mostInAMinute[method]);
      const wait = first === undefined ? 0 : first + 60_000 - clock.now().getTime();
      if (wait > 0) await clock.sleep(wait, signal);
      const now = clock.now().getTime();
      sent.set(method, [...times.filter((time) => time > now - 60_000), now]);
      return client.call(method, body, signal);
    },
  };
}
