import { randomBytes } from "node:crypto";
import type { PageConfig } from "../config/page-config.ts";
import { ReconcileError } from "../domain/failure.ts";
import { makeGitHubLogin } from "../github/github-login.ts";
import type { Access } from "../server/access/access.ts";
import { isLoopback } from "../server/access/loopback-names.ts";
import { githubAccess } from "./github-access.ts";

/**
 * How the page is guarded: by the logins of the configuration, else not at all, which is allowed on loopback and where the operator
 * has declared the page private. Throws `ConfigInvalid` for anything else and for secrets that are named and not there.
 */
export function pageAccess(
  page: PageConfig,
  host: string,
  environment: Readonly<Record<string, string | undefined>>,
): Access {
  const { login, url } = page;
  if (login === undefined) {
    if (page.isPrivate) return { kind: "open", names: "any" };
    if (isLoopback(host)) return { kind: "open", names: "loopback" };
    throw invalid(
      `the page would be served on ${host} without a login`,
      "Set `page.login`, or `page.private: true` if only people who may look can reach it, or leave AUTOLAND_HOST out.",
    );
  }
  const secret = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === "")
      throw invalid(`the environment variable ${name}, which \`page.login\` names, is not set`);
    return value;
  };
  const token = (name: string | undefined): string | undefined => {
    if (name === undefined) return undefined;
    if (secret(name).length >= shortestToken) return secret(name);
    throw invalid(
      `the token in ${name} is shorter than ${shortestToken} characters, which can be guessed`,
      "Make one with: openssl rand -base64 32",
    );
  };
  const look = token(login.tokens?.look);
  const act = token(login.tokens?.act);
  return {
    kind: "login",
    key: randomBytes(32).toString("base64url"),
    isSecure: url?.startsWith("https:") ?? false,
    tokens: { ...(look === undefined ? {} : { look }), ...(act === undefined ? {} : { act }) },
    ...(login.github === undefined ? {} : { github: githubLogin(login.github, url, secret, environment) }),
  };
}

const shortestToken = 24;

function githubLogin(
  { clientId, clientSecret, look, act }: NonNullable<NonNullable<PageConfig["login"]>["github"]>,
  url: string | undefined,
  secret: (name: string) => string,
  environment: Readonly<Record<string, string | undefined>>,
): ReturnType<typeof makeGitHubLogin> {
  if (url === undefined)
    throw invalid("`page.login.github` needs `page.url`: GitHub sends people back to it after the login");
  const { url: server, apiUrl } = githubAccess(environment);
  return makeGitHubLogin({
    clientId,
    clientSecret: secret(clientSecret),
    look,
    act,
    callbackUrl: `${url}/login/github/callback`,
    url: server,
    ...(apiUrl === undefined ? {} : { apiUrl }),
  });
}

function invalid(message: string, remedy?: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "ConfigInvalid",
    message,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
