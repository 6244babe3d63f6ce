import { RequestError } from "@octokit/request-error";
import type { Failure } from "../domain/failure.ts";

/** What a request ended with, and when. */
export interface GitHubComplaint {
  readonly repository: string;
  readonly error: unknown;
  readonly now: Date;
}

/** The failure that GitHub's answer, or the lack of one, means, where it does not speak of a limit. */
export function githubFailure({ repository, error }: GitHubComplaint): Failure {
  if (!(error instanceof RequestError) || error.response === undefined) return unreachable(repository, error);
  const { status } = error;
  if (status >= 500 || status === 408) return unreachable(repository, error);
  if (status === 401)
    return {
      disposition: "stall",
      reason: "AuthenticationFailed",
      message: `GitHub refuses the credentials for ${repository} (401).`,
      remedy:
        "Check that the token has not expired or been revoked, or the app's id, installation and private key.",
    };
  if (status === 403 || status === 451)
    return {
      disposition: "stall",
      reason: "AccessDenied",
      message: `GitHub denies access to ${repository} (${status}): ${gistOf(error)}`,
      remedy:
        "Give the token or app read access to the repository's contents, and authorise it for single sign-on.",
    };
  if (status === 404)
    return {
      disposition: "stall",
      reason: "RepositoryNotFound",
      message: `GitHub has no repository ${repository} that these credentials may see.`,
      remedy: "Check owner and name, and that the token or app has access; GitHub answers 404 in both cases.",
    };
  return {
    disposition: "retry",
    reason: "GitHubFailed",
    message: `GitHub answered ${status} on ${repository}: ${gistOf(error)}`,
    remedy:
      "If it stays so, look at https://www.githubstatus.com and report this with the log lines around it.",
  };
}

/**
 * When requests are welcome again, for an answer that speaks of a rate limit: `retry-after`, else
 * `x-ratelimit-reset` when nothing remains, else a minute
 * (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
export function limitedUntil({ error, now }: GitHubComplaint): Date | undefined {
  if (!(error instanceof RequestError) || (error.status !== 403 && error.status !== 429)) return undefined;
  const headers = error.response?.headers ?? {};
  const retryAfter = Number(headers["retry-after"]);
  if (headers["retry-after"] !== undefined && Number.isFinite(retryAfter))
    return new Date(now.getTime() + retryAfter * 1000);
  if (String(headers["x-ratelimit-remaining"]) === "0") {
    const reset = Number(headers["x-ratelimit-reset"]) * 1000;
    return new Date(Number.isFinite(reset) ? Math.max(reset, now.getTime() + 1000) : now.getTime() + aMinute);
  }
  const isLimit = error.status === 429 || /rate limit/i.test(error.message);
  return isLimit ? new Date(now.getTime() + aMinute) : undefined;
}

/** Whether GitHub answered with this status. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
  const cause = error instanceof Error && !(error instanceof RequestError) ? error.cause : error;
  return cause instanceof RequestError && cause.response !== undefined && statuses.includes(cause.status);
}

const aMinute = 60_000;

function unreachable(repository: string, error: unknown): Failure {
  const isTimeout = error instanceof Error && /timeout|aborted/i.test(`${error.name} ${error.message}`);
  const why =
    error instanceof RequestError && error.response !== undefined
      ? `it answered ${error.status}`
      : isTimeout
        ? "it did not answer in time"
        : `no connection (${error instanceof Error ? gistOf(error) : String(error)})`;
  return {
    disposition: "retry",
    reason: "RepositoryUnreachable",
    message: `GitHub could not be asked about ${repository}: ${why}.`,
    remedy: "Check the network between Autoland and GitHub, and https://www.githubstatus.com.",
  };
}

/** The first line, cut; Octokit's messages hold GitHub's own and a link, never a credential. */
function gistOf(error: Error): string {
  return (error.message.split("\n")[0] ?? "").slice(0, 300);
}
