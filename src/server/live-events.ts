import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { Feed } from "./feed.ts";

/** Milliseconds between two words to one listener: many steps at once are one refresh. */
const atMostEvery = 250;

/** Milliseconds after which a silent connection is told that it still stands; proxies cut off what is idle for a minute. */
const heartbeat = 20_000;

/** How many listeners are served at once; more are sent away and show the page without live updates. */
const mostListeners = 200;

/** Answers `/events`: the board's version, at once and whenever it has risen. Nothing else is sent, so there is nothing to leak. */
export function makeLiveEvents(feed: Feed, stop: AbortSignal): (context: Context) => Response {
  let listeners = 0;
  return (context) => {
    if (listeners >= mostListeners) return context.text("too many listeners\n", 503, { "retry-after": "30" });
    listeners += 1;
    return streamSSE(context, async (stream) => {
      const gone = new AbortController();
      stream.onAbort(() => gone.abort());
      const ended = AbortSignal.any([gone.signal, stop]);
      try {
        while (!ended.aborted) {
          const { version } = feed.board();
          await stream.writeSSE({ event: "version", data: String(version) });
          const beat = AbortSignal.any([ended, AbortSignal.timeout(heartbeat)]);
          await feed.newerThan(version, beat);
          await sleep(atMostEvery, undefined, { signal: ended }).catch(() => undefined);
        }
      } finally {
        listeners -= 1;
      }
    });
  };
}
