import path from "node:path";
import { ReconcileError } from "../domain/failure.ts";

/** User name and password (or token) for a repository over HTTP. */
export interface GitCredentials {
  readonly username: string;
  readonly password: string;
}

/** Where a repository is, as git is told and as people are told. Neither text holds credentials of HTTP. */
export interface RepositoryAddress {
  /** A URL, an scp-like address (`git@host:acme/shop.git`), or an absolute path. */
  readonly url: string;
  /** Host with port, where there is one; answers to a password prompt are given for this host only. */
  readonly host: string | undefined;
  /** What stood before the `@` of an HTTP address. */
  readonly credentials: GitCredentials | undefined;
}

/**
 * Takes an address apart. A relative path is taken from the working directory. Throws `InvalidRepositoryUrl` for what
 * git would read as an option, as a command (`ext::`), or as a protocol that Autoland does not use.
 */
export function parseRepositoryAddress(text: string): RepositoryAddress {
  if (text === "") throw invalid(text, "it is empty");
  if (text.startsWith("-")) throw invalid(text, "it begins with a dash");
  if (/\p{Cc}/u.test(text)) throw invalid(text, "it holds a control character");
  if (/^[A-Za-z0-9+.-]+::/.test(text)) throw invalid(text, "it names a remote helper");
  if (!text.includes("://")) return addressWithoutScheme(text);

  const url = parseUrl(text);
  const scheme = url.protocol.slice(0, -1);
  if (!protocols.has(scheme))
    throw invalid(text, `its protocol ${scheme} is not one of ${[...protocols].join(", ")}`);
  if (scheme === "file") return { url: text, host: undefined, credentials: undefined };
  if (scheme === "http" || scheme === "https") return httpAddress(url);
  url.password = "";
  return { url: url.href, host: url.host, credentials: undefined };
}

/** The text with the credentials of every URL in it, and every given secret, replaced by `***`. */
export function redactCredentials(text: string, secrets: readonly string[] = []): string {
  const withoutUserinfo = text.replaceAll(
    /(\b[a-z][a-z0-9+.-]*:\/\/)([^\s/@:]*)(:[^\s/@]*)?@/gi,
    redactUserinfo,
  );
  return secrets
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((redacted, secret) => redacted.replaceAll(secret, "***"), withoutUserinfo);
}

const protocols = new Set(["https", "http", "ssh", "git", "file"]);

/** Shorter texts occur in ordinary words; replacing them would only garble messages. */
const shortestSecret = 4;

function redactUserinfo(_match: string, scheme: string, user: string, password: string | undefined): string {
  // `ssh://git@host` names an account that everyone uses; a lone user name over HTTP is often a token.
  if (password === undefined && scheme.toLowerCase() === "ssh://") return `${scheme}${user}@`;
  return `${scheme}***@`;
}

function httpAddress(url: URL): RepositoryAddress {
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = "";
  url.password = "";
  const credentials = username === "" && password === "" ? undefined : { username, password };
  return { url: url.href, host: url.host, credentials };
}

function addressWithoutScheme(text: string): RepositoryAddress {
  const scpLike = /^(?:[^/:@]+@)?([^/:@]+):/.exec(text);
  if (scpLike !== null) return { url: text, host: scpLike[1], credentials: undefined };
  return { url: path.resolve(text), host: undefined, credentials: undefined };
}

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw invalid(text, "it is not a URL");
  return new URL(text);
}

function invalid(text: string, why: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "InvalidRepositoryUrl",
    message: `The repository ${JSON.stringify(redactCredentials(text))} cannot be used: ${why}.`,
    remedy:
      "Name a URL such as https://github.com/acme/shop.git or ssh://git@host/shop.git, or the path of a local repository.",
  });
}
