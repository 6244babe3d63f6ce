import { type Failure, ReconcileError } from "../domain/failure.ts";

/** What requests are for: reading what is deployed, telling of deployments, showing pull requests what they would change. */
export type GitHubPurpose = "deploy" | "tell" | "comment";

/** The share of an hour's requests that is left to what goes before: comments wait first, then what is told, and reading never. */
const keptShare: Readonly<Record<GitHubPurpose, number>> = { deploy: 0, tell: 0.05, comment: 0.2 };

/** What GitHub has said of a credential's requests. */
export interface Standing {
  /** Requests that are left until `reset`, of how many; undefined before the first answer. */
  readonly hour?: { readonly remaining: number; readonly limit: number; readonly reset: Date };
  /** Until then GitHub takes nothing at all. */
  readonly stoppedUntil?: Date;
}

/** What keeps a request from being sent now. */
export interface Closed {
  readonly until: Date;
  readonly why: "limit" | "kept";
}

/** Whether a request for a purpose has to wait. */
export function closedFor(
  purpose: GitHubPurpose,
  { hour, stoppedUntil }: Standing,
  now: Date,
): Closed | undefined {
  if (stoppedUntil !== undefined && now < stoppedUntil) return { until: stoppedUntil, why: "limit" };
  if (hour === undefined || now >= hour.reset || keptShare[purpose] === 0) return undefined;
  return hour.remaining <= hour.limit * keptShare[purpose] ? { until: hour.reset, why: "kept" } : undefined;
}

type Headers = Readonly<Record<string, string | number | undefined>>;

/**
 * The standing after an answer, which says in its headers how many requests are left, of those of the REST API alone. Answers may come in another order
 * than they were made: of one hour the least counts. Servers without limits send no such headers.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
 */
export function afterHeaders(standing: Standing, headers: Headers): Standing {
  const [remaining, limit, seconds] = ["remaining", "limit", "reset"].map((name) =>
    Number(headers[`x-ratelimit-${name}`] ?? Number.NaN),
  );
  const resource = headers["x-ratelimit-resource"] ?? "core";
  if (resource !== "core") return standing;
  if (remaining === undefined || limit === undefined || seconds === undefined) return standing;
  if (![remaining, limit, seconds].every((figure) => Number.isFinite(figure) && figure >= 0)) return standing;
  const reset = new Date(seconds * 1000);
  const { hour } = standing;
  if (hour !== undefined && reset < hour.reset) return standing;
  const least =
    hour !== undefined && hour.reset.getTime() === reset.getTime()
      ? Math.min(hour.remaining, remaining)
      : remaining;
  return { ...standing, hour: { remaining: least, limit, reset } };
}

/** GitHub takes no more requests, or those that are left are kept for what matters more. */
export class GitHubLimited extends ReconcileError {
  readonly until: Date;

  constructor(repository: string, closed: Closed, options?: ErrorOptions) {
    super(failureFor(repository, closed), options);
    this.until = closed.until;
  }
}

function failureFor(repository: string, { until, why }: Closed): Failure {
  const common = {
    disposition: "wait",
    reason: "RateLimited",
    remedy: "Wait, lengthen source.interval, or use a GitHub App, whose limit is its own.",
  } as const;
  const then = until.toISOString();
  switch (why) {
    case "limit":
      return { ...common, message: `GitHub takes no more requests for ${repository} until ${then}.` };
    case "kept":
      return {
        ...common,
        message: `Few requests to GitHub are left until ${then}; for ${repository} they are kept for deploying and for telling of it.`,
      };
  }
}

/** What is known of each credential's limit, shared by every client in the process that uses it. */
export interface GitHubAllowances {
  /** By what tells credentials and servers apart; it is never shown. */
  readonly standings: Map<string, Standing>;
}

/** Allowances of which nothing is known yet. */
export function makeAllowances(): GitHubAllowances {
  return { standings: new Map() };
}
