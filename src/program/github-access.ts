import { createPrivateKey } from "node:crypto";
import { ReconcileError } from "../domain/failure.ts";
import type { GitHubAuth } from "../github/github-client.ts";

/** Where GitHub is, and how Autoland shows it who it is. */
export interface GitHubAccess {
  /** `https://HOST`, under which repositories are cloned. */
  readonly url: string;
  /** Base of the API where it is not GitHub's own. */
  readonly apiUrl?: string;
  /** Absent where the environment holds no credential: only git's own protocol reads without one as often as a poll does. */
  readonly auth?: GitHubAuth;
}

/**
 * Reads `AUTOLAND_GITHUB_URL`, the three variables of a GitHub App and `GITHUB_TOKEN`; an app goes before a token, and an empty
 * variable counts as one that is not set. Throws `ConfigInvalid` for an app that is set by halves and for values that
 * cannot be right. See docs/github.md.
 */
export function githubAccess(environment: Readonly<Record<string, string | undefined>>): GitHubAccess {
  const read = (name: string): string | undefined => {
    const text = environment[name]?.trim();
    return text === "" ? undefined : text;
  };
  const token = read("GITHUB_TOKEN");
  const auth = appAuth(read) ?? (token === undefined ? undefined : ({ kind: "token", token } as const));
  return { ...placeOf(read("AUTOLAND_GITHUB_URL")), ...(auth === undefined ? {} : { auth }) };
}

type Read = (name: string) => string | undefined;

const appVariables = {
  appId: "AUTOLAND_GITHUB_APP_ID",
  installationId: "AUTOLAND_GITHUB_INSTALLATION_ID",
  privateKey: "AUTOLAND_GITHUB_PRIVATE_KEY",
} as const;

function appAuth(read: Read): GitHubAuth | undefined {
  const names = Object.values(appVariables);
  const missing = names.filter((name) => read(name) === undefined);
  if (missing.length === names.length) return undefined;
  if (missing.length > 0) {
    throw invalid(
      `a GitHub App is set by halves: ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set`,
      `An app needs ${names.join(", ")}; unset them all to use GITHUB_TOKEN or no credential.`,
    );
  }
  return {
    kind: "app",
    appId: idIn(appVariables.appId, read),
    installationId: idIn(appVariables.installationId, read),
    privateKey: privateKeyIn(read),
  };
}

function idIn(name: string, read: Read): number {
  const text = read(name) ?? "";
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw invalid(
    `${name} is ${JSON.stringify(text)}; it must be a whole number`,
    "The app's id stands on its settings page, the installation's at the end of the address of its configuration page.",
  );
}

/** Files of settings that know no line ends write a PEM text with `\n` in it. */
function privateKeyIn(read: Read): string {
  const pem = (read(appVariables.privateKey) ?? "").replaceAll(String.raw`\n`, "\n");
  try {
    createPrivateKey(pem);
    return pem;
  } catch (error) {
    throw invalid(
      `${appVariables.privateKey} does not hold a private key`,
      "It takes the text of the .pem file that GitHub made for the app, not the file's path and not its fingerprint.",
      error,
    );
  }
}

/** https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api, and ghe.com's own hosts. */
function placeOf(text: string | undefined): Pick<GitHubAccess, "url" | "apiUrl"> {
  const given = URL.parse(text ?? "https://github.com");
  if (given === null || !isHostAlone(given)) {
    throw invalid(
      `AUTOLAND_GITHUB_URL is not the address of a GitHub server`,
      "Write scheme and host alone, such as https://github.example.com, and leave it out for github.com.",
    );
  }
  const { origin, host } = given;
  if (host === "github.com") return { url: origin };
  if (host.endsWith(".ghe.com")) return { url: origin, apiUrl: `https://api.${host}` };
  return { url: origin, apiUrl: `${origin}/api/v3` };
}

/** Credentials travel to it, so that plain HTTP is for this machine only. */
function isHostAlone({ protocol, hostname, username, password, pathname, search, hash }: URL): boolean {
  const isSafe =
    protocol === "https:" || (protocol === "http:" && /^(?:localhost|127\.0\.0\.1)$/.test(hostname));
  return isSafe && pathname === "/" && [username, password, search, hash].every((part) => part === "");
}

function invalid(message: string, remedy: string, cause?: unknown): ReconcileError {
  return new ReconcileError({ disposition: "stall", reason: "ConfigInvalid", message, remedy }, { cause });
}
