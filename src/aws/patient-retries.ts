import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from "@smithy/types";
import type { Clock } from "../domain/clock.ts";

/** How often a request is tried in all: losing it costs a pass, waiting for it costs seconds. */
const tries = { throttled: 10, lost: 5 } as const;
/** Milliseconds. */
const [firstPause, longestPause] = [100, 20_000];

/**
 * How requests are tried again that were refused for coming too often, lost, or answered with a fault of the server: after 0.1 s,
 * twice as long each time, up to 20 s, each pause shortened by chance by up to half. Between tries a request waits in its budget
 * besides, which a refusal has made slower; so with half of all calls refused one in a thousand still fails. `most` replaces both
 * numbers of tries.
 */
export function patientRetries(
  clock: Clock,
  most?: number,
  random: () => number = Math.random,
): RetryStrategyV2 {
  return {
    acquireInitialRetryToken: async () => tokenFor(0),
    refreshRetryTokenForRetry: async (token, { errorType }) => {
      const retries = token.getRetryCount() + 1;
      if (retries >= (most ?? triesOf(errorType))) throw new Error("No retry token available");
      const pause = Math.min(longestPause, firstPause * 2 ** (retries - 1));
      await clock.sleep(pause * (0.5 + 0.5 * random()));
      return tokenFor(retries);
    },
    recordSuccess: () => undefined,
  };
}

function triesOf(errorType: RetryErrorInfo["errorType"]): number {
  switch (errorType) {
    case "THROTTLING":
      return tries.throttled;
    case "TRANSIENT":
    case "SERVER_ERROR":
      return tries.lost;
    case "CLIENT_ERROR":
      return 1;
  }
}

/** The pause is over when a token is handed out, so the SDK is told to wait no more. */
function tokenFor(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}
