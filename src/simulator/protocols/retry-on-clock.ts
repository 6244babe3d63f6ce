import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from "@smithy/types";
import type { Clock } from "../../domain/clock.ts";

/** The longest pause between two attempts. */
const longestPause = 20_000;

/**
 * A retry strategy for SDK clients whose pauses pass on the given clock: twice as long each time, from 0.1 s, or from
 * 1 s after throttling. The SDK's own strategies wait in real time and draw their pauses by chance, so that a run on a
 * simulated clock would neither be fast nor repeat itself.
 */
export function retryOnClock(clock: Clock, options: { readonly maxAttempts: number }): RetryStrategyV2 {
  return {
    acquireInitialRetryToken: async () => tokenFor(0),
    refreshRetryTokenForRetry: async (token, info) => {
      const retries = token.getRetryCount() + 1;
      if (!isRetried(info) || retries >= options.maxAttempts) throw new Error("No retry token available");
      const base = info.errorType === "THROTTLING" ? 1000 : 100;
      await clock.sleep(Math.min(longestPause, base * 2 ** (retries - 1)));
      return tokenFor(retries);
    },
    recordSuccess: () => undefined,
  };
}

function isRetried({ errorType }: RetryErrorInfo): boolean {
  return errorType === "THROTTLING" || errorType === "TRANSIENT" || errorType === "SERVER_ERROR";
}

/** The pause is over when a token is handed out, so the SDK is told to wait no more. */
function tokenFor(retries: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => 0 };
}
