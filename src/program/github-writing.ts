import type { Config } from "../config/config.ts";
import type { GitHubConfig } from "../config/github-config.ts";
import type { CallMade } from "../domain/call-made.ts";
import type { Clock } from "../domain/clock.ts";
import { type GitHubAllowances, makeAllowances } from "../github/allowance.ts";
import { type GitHubAuth, type GitHubClient, makeGitHubClient } from "../github/github-client.ts";
import { makeWritePace, type WritePace, type WritePurpose } from "../github/write-pace.ts";
import { githubAccess } from "./github-access.ts";
import { configInvalid, namedSecret } from "./named-secret.ts";

/** What GitHub is told with: one credential, and one pace for everything that it writes. */
export interface GitHubWriting {
  readonly auth: GitHubAuth;
  /** The client of an application's repository; undefined for one that is not read from GitHub. */
  readonly clientOf: (application: string) => GitHubClient | undefined;
  /** The same for comments, which leave requests to what tells of deployments. */
  readonly commentingClientOf: (application: string) => GitHubClient | undefined;
  /** Whether several applications share the repository of this one. */
  readonly isShared: (application: string) => boolean;
  readonly pace: WritePace;
}

/** What writing needs. */
export interface GitHubWritingSetting {
  readonly config: Config;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What is known of GitHub's limits, shared with what reads; its own when absent. */
  readonly allowances?: GitHubAllowances;
  readonly onCall?: ((call: CallMade) => void) | undefined;
}

/** Opens what GitHub is told with. Throws `ConfigInvalid` where there is no credential, or nobody to tell. */
export function openGitHubWriting(
  github: GitHubConfig,
  { config, clock, environment, allowances = makeAllowances(), onCall }: GitHubWritingSetting,
): GitHubWriting {
  const { apiUrl, auth: reading } = githubAccess(environment);
  const auth: GitHubAuth | undefined =
    github.token === undefined
      ? reading
      : { kind: "token", token: namedSecret(environment, github.token, "github.token") };
  if (auth === undefined)
    throw configInvalid(
      "`github` is set, and there is no credential to write with",
      "Name one in `github.token`, or set GITHUB_TOKEN or a GitHub App (docs/github.md).",
    );
  const repositories = new Map(
    config.applications.flatMap(({ application, source }) =>
      source.kind === "github" ? [[application, source.repository] as const] : [],
    ),
  );
  if (repositories.size === 0)
    throw configInvalid(
      "`github` is set, and no application has `source.github`",
      "Read the repository with `source: { github: { repository: owner/name } }`, or take `github` away.",
    );
  const clientsFor = (purpose: WritePurpose): ReadonlyMap<string, GitHubClient> =>
    new Map(
      [...new Set(repositories.values())].map((repository) => [
        repository,
        makeGitHubClient({
          repository,
          auth,
          allowances,
          purpose,
          now: () => clock.now(),
          ...(apiUrl === undefined ? {} : { baseUrl: apiUrl }),
          ...(onCall === undefined ? {} : { onCall }),
        }),
      ]),
    );
  const [telling, commenting] = [clientsFor("tell"), clientsFor("comment")];
  return {
    auth,
    clientOf: (application) => telling.get(repositories.get(application) ?? ""),
    commentingClientOf: (application) => commenting.get(repositories.get(application) ?? ""),
    isShared: (application) =>
      [...repositories.values()].filter((repository) => repository === repositories.get(application)).length >
      1,
    pace: makeWritePace(clock),
  };
}
