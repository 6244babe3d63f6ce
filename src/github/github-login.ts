import { exchangeWebFlowCode, getWebFlowAuthorizationUrl } from "@octokit/oauth-methods";
import { Octokit } from "@octokit/rest";
import { ReconcileError } from "../domain/failure.ts";
import { silence } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";

/** Which GitHub accounts may do what, and how GitHub is asked who somebody is. */
export interface GitHubLoginOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Users (`alice`) and teams (`acme/operators`) that may look. */
  readonly look: readonly string[];
  /** Users and teams that may look and act. */
  readonly act: readonly string[];
  /** Where GitHub sends the browser back to. */
  readonly callbackUrl: string;
  /** `https://HOST` of the server that people log in to. */
  readonly url: string;
  /** The API's base where it is not GitHub's own. */
  readonly apiUrl?: string;
}

/** A person who has logged in. */
export interface GitHubViewer {
  readonly name: string;
  readonly mayAct: boolean;
}

/** The login by GitHub's web flow: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps. */
export interface GitHubWebLogin {
  authorizeUrl(state: string): string;
  /** Undefined for an account that is in neither list. The account's token is used for this and then forgotten. */
  viewerOf(code: string, signal: AbortSignal): Promise<GitHubViewer | undefined>;
}

/** Milliseconds that GitHub may take for one answer. */
const patience = 15_000;

/** Makes the login; nothing is sent. */
export function makeGitHubLogin(options: GitHubLoginOptions): GitHubWebLogin {
  const { clientId, clientSecret, callbackUrl } = options;
  const web = new Octokit({ baseUrl: options.url, userAgent: "autoland", log: silence }).request;
  return {
    authorizeUrl: (state) =>
      getWebFlowAuthorizationUrl({
        clientType: "oauth-app",
        clientId,
        redirectUrl: callbackUrl,
        state,
        allowSignup: false,
        // Membership of teams is not public; without a team in the lists nothing is asked for.
        scopes: [...options.look, ...options.act].some(isTeam) ? ["read:org"] : [],
        request: web,
      }).url,
    viewerOf: async (code, signal) => {
      const signals = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      try {
        const request = web.defaults({ request: { signal: signals } });
        const { authentication } = await exchangeWebFlowCode({
          clientType: "oauth-app",
          clientId,
          clientSecret,
          code,
          redirectUrl: callbackUrl,
          request,
        });
        const person = new Octokit({
          auth: authentication.token,
          userAgent: "autoland",
          log: silence,
          request: { signal: signals },
          ...(options.apiUrl === undefined ? {} : { baseUrl: options.apiUrl }),
        });
        return await viewerBehind(person, options);
      } catch (error) {
        signal.throwIfAborted();
        throw new ReconcileError(
          {
            disposition: "retry",
            reason: "LoginFailed",
            message: hasStatus(error, 400, 401, 403)
              ? "it refuses the login; the code may have been used already, or the client secret may be wrong"
              : "it did not answer as it should",
          },
          { cause: error },
        );
      }
    },
  };
}

async function viewerBehind(
  person: Octokit,
  { look, act }: GitHubLoginOptions,
): Promise<GitHubViewer | undefined> {
  const { data } = await person.rest.users.getAuthenticated();
  const name = data.login;
  if (await isAmong(person, name, act)) return { name, mayAct: true };
  return (await isAmong(person, name, look)) ? { name, mayAct: false } : undefined;
}

async function isAmong(person: Octokit, login: string, list: readonly string[]): Promise<boolean> {
  // GitHub's names know no case.
  if (list.some((entry) => !isTeam(entry) && entry.toLowerCase() === login.toLowerCase())) return true;
  for (const entry of list.filter(isTeam)) {
    const [org = "", team = ""] = entry.split("/");
    if (await isMember(person, org, team, login)) return true;
  }
  return false;
}

async function isMember(person: Octokit, org: string, team: string, username: string): Promise<boolean> {
  try {
    const { data } = await person.rest.teams.getMembershipForUserInOrg({ org, team_slug: team, username });
    return data.state === "active";
  } catch (error) {
    if (hasStatus(error, 404)) return false;
    throw error;
  }
}

function isTeam(entry: string): boolean {
  return entry.includes("/");
}
