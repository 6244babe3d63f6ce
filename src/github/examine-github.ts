import { type GitHubClientInputs, makeGitHubClient } from "./github-client.ts";

/** What GitHub says a credential may do with a repository. */
export interface GitHubRights {
  /** Scopes of a classic token; undefined for tokens and apps that have none. */
  readonly scopes?: readonly string[];
  /** Permissions of a GitHub App's installation, such as `statuses: write`. */
  readonly permissions?: Readonly<Record<string, string>>;
  /** Whether the repository can be read by anyone. */
  readonly isPublic: boolean;
}

/**
 * Reads the repository, and what the credential may do with it: a classic token's scopes stand in each answer's header, an app's
 * permissions in its installation; a fine-grained token does not say. Throws a `ReconcileError`.
 * https://docs.github.com/en/rest/using-the-rest-api/getting-started-with-the-rest-api
 */
export async function examineGitHub(inputs: GitHubClientInputs, signal: AbortSignal): Promise<GitHubRights> {
  const client = makeGitHubClient(inputs);
  const answer = await client.ask((octokit, target) => octokit.rest.repos.get(target), signal);
  const scopes = answer.headers["x-oauth-scopes"];
  const { auth } = inputs;
  const installed =
    auth.kind === "app"
      ? await client.ask(
          (octokit, { request }) =>
            octokit.rest.apps.getInstallation({ installation_id: auth.installationId, request }),
          signal,
        )
      : undefined;
  return {
    isPublic: !answer.data.private,
    ...(scopes === undefined
      ? {}
      : {
          scopes: scopes
            .split(",")
            .map((scope) => scope.trim())
            .filter((scope) => scope !== ""),
        }),
    ...(installed === undefined ? {} : { permissions: { ...installed.data.permissions } }),
  };
}
