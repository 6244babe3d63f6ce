import { createAppAuth } from "@octokit/auth-app";
import { RequestError } from "@octokit/request-error";
import { Octokit } from "@octokit/rest";
import type { CallMade } from "../domain/call-made.ts";
import { ReconcileError } from "../domain/failure.ts";
import {
  afterHeaders,
  closedFor,
  type GitHubAllowances,
  GitHubLimited,
  type GitHubPurpose,
  makeAllowances,
} from "./allowance.ts";
import { githubFailure, limitedUntil } from "./github-failure.ts";

/** How Autoland shows who it is: a token, or an installation of a GitHub App (its private key as PEM text). */
export type GitHubAuth =
  | { readonly kind: "token"; readonly token: string }
  | {
      readonly kind: "app";
      readonly appId: number;
      readonly installationId: number;
      readonly privateKey: string;
    };

/** What a client is made from. */
export interface GitHubClientInputs {
  /** `owner/name`. */
  readonly repository: string;
  readonly auth: GitHubAuth;
  /** `https://HOST/api/v3` for GitHub Enterprise Server; GitHub itself when left out. */
  readonly baseUrl?: string;
  readonly now: () => Date;
  /** Milliseconds for one request; 30 seconds when left out. */
  readonly timeout?: number;
  /** How requests travel; the network when left out. */
  readonly send?: Send;
  /** Told of each request that leaves the client. */
  readonly onCall?: (call: CallMade) => void;
  /** What is known of limits, shared by clients of one credential; its own when left out. */
  readonly allowances?: GitHubAllowances | undefined;
  /** What the client's requests are for; `deploy` when left out. */
  readonly purpose?: GitHubPurpose;
}

/** Carries a request to GitHub and its answer back. */
export type Send = typeof fetch;

/** The requests of one repository. */
export interface GitHubClient {
  readonly repository: string;
  readonly owner: string;
  readonly repo: string;
  /**
   * Sends one request, given its options. Throws a `ReconcileError`, or the signal's reason when aborted. While a rate limit holds, or what
   * is left is kept for what matters more, nothing is sent: that is a `GitHubLimited`.
   */
  ask<Answer>(request: GitHubRequest<Answer>, signal?: AbortSignal): Promise<Answer>;
}

/** A request as Octokit makes it; `request` holds its signal. */
export type GitHubRequest<Answer> = (
  octokit: Octokit,
  target: {
    readonly owner: string;
    readonly repo: string;
    readonly request: { readonly signal: AbortSignal };
  },
) => Promise<Answer>;

/** Makes a client; nothing is sent. Throws a plain Error for a repository that is not `owner/name`. */
export function makeGitHubClient(inputs: GitHubClientInputs): GitHubClient {
  const [owner, repo, ...rest] = inputs.repository.split("/");
  if (owner === undefined || repo === undefined || rest.length > 0)
    throw new Error(`not owner/name: ${inputs.repository}`);
  const octokit = makeOctokit(inputs);
  if (inputs.onCall !== undefined) countCalls(octokit, inputs.onCall);
  const { purpose = "deploy", allowances: { standings } = makeAllowances(), timeout = 30_000 } = inputs;
  const credential = credentialOf(inputs);
  const learn = (headers: Parameters<typeof afterHeaders>[1]): void =>
    void standings.set(credential, afterHeaders(standings.get(credential) ?? {}, headers));
  octokit.hook.after("request", ({ headers }) => learn(headers));
  octokit.hook.error("request", (error) => {
    if (error instanceof RequestError) learn(error.response?.headers ?? {});
    throw error;
  });
  return {
    repository: inputs.repository,
    owner,
    repo,
    ask: async (request, signal) => {
      signal?.throwIfAborted();
      const closed = closedFor(purpose, standings.get(credential) ?? {}, inputs.now());
      if (closed !== undefined) throw new GitHubLimited(inputs.repository, closed);
      const expiry = AbortSignal.timeout(timeout);
      const signals = signal === undefined ? expiry : AbortSignal.any([signal, expiry]);
      try {
        return await request(octokit, { owner, repo, request: { signal: signals } });
      } catch (error) {
        signal?.throwIfAborted();
        const cause = { repository: inputs.repository, error, now: inputs.now() };
        const until = limitedUntil(cause);
        if (until === undefined) throw new ReconcileError(githubFailure(cause), { cause: error });
        standings.set(credential, { ...standings.get(credential), stoppedUntil: until });
        throw new GitHubLimited(inputs.repository, { until, why: "limit" }, { cause: error });
      }
    },
  };
}

/** Tells credentials and servers apart; limits are each credential's own. */
function credentialOf({ auth, baseUrl = "" }: GitHubClientInputs): string {
  switch (auth.kind) {
    case "token":
      return `${baseUrl} token ${auth.token}`;
    case "app":
      return `${baseUrl} app ${auth.appId} ${auth.installationId}`;
  }
}

/** A 304 is an answer like any other, though Octokit throws it. */
function countCalls(octokit: Octokit, onCall: (call: CallMade) => void): void {
  octokit.hook.wrap("request", async (request, options) => {
    const call = {
      system: "github",
      service: "rest",
      operation: `${options.method} ${options.url}`,
    } as const;
    try {
      const answer = await request(options);
      onCall({ ...call, result: "ok", throttled: false });
      return answer;
    } catch (error) {
      const isAnswer = error instanceof RequestError && error.status === 304;
      const throttled = limitedUntil({ repository: "", error, now: new Date(0) }) !== undefined;
      onCall({ ...call, result: isAnswer ? "ok" : "error", throttled });
      throw error;
    }
  });
}

function makeOctokit({ auth, baseUrl, send }: GitHubClientInputs): Octokit {
  const common = {
    userAgent: "autoland",
    log: silence,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(send === undefined ? {} : { request: { fetch: send } }),
  };
  switch (auth.kind) {
    case "token":
      return new Octokit({ ...common, auth: auth.token });
    case "app": {
      const { appId, installationId, privateKey } = auth;
      return new Octokit({
        ...common,
        authStrategy: createAppAuth,
        auth: { appId, installationId, privateKey },
      });
    }
  }
}

/** Octokit would write warnings to the console; failures say all that is needed. */
export const silence = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}
