import type { GitCredentials } from "./repository-address.ts";

/**
 * The only configuration that git sees, in place of the system's and the user's: no hooks, no background work, packs
 * kept whole (a pack appears at once or not at all, loose objects one by one), any local repository whoever owns it,
 * and partial fetches from local repositories that have not switched them on.
 */
export const gitConfiguration = `[core]
	hooksPath = /dev/null
	fsmonitor = false
[protocol]
	version = 2
[safe]
	directory = *
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[fetch]
	unpackLimit = 1
[transfer]
	unpackLimit = 1
[gc]
	auto = 0
	autoPackLimit = 0
	autoDetach = false
[maintenance]
	auto = false
[http]
	lowSpeedLimit = 1000
	lowSpeedTime = 30
	followRedirects = initial
	userAgent = autoland
`;

/** A program for GIT_ASKPASS that answers from its environment, and only for the host that the answers are meant for. */
export const askpassProgram = `#!/bin/sh
case "$1" in
  *"://$AUTOLAND_GIT_HOST'"* | *"@$AUTOLAND_GIT_HOST'"*) ;;
  *) exit 1 ;;
esac
case "$1" in
  Username*) printf '%s\\n' "$AUTOLAND_GIT_USERNAME" ;;
  *) printf '%s\\n' "$AUTOLAND_GIT_PASSWORD" ;;
esac
`;

/** What git's environment is made from. */
export interface GitEnvironmentInputs {
  /** The environment of the program; only variables that reach the network or the user's SSH keys are taken over. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  readonly configurationFile: string;
  readonly askpassFile: string;
  readonly host: string | undefined;
  readonly credentials: GitCredentials | undefined;
}

/** A complete environment for git: nothing asks, nothing is translated, and only known protocols are spoken. */
export function gitEnvironment(inputs: GitEnvironmentInputs): Record<string, string> {
  const environment: Record<string, string> = {
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: inputs.configurationFile,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "file:git:http:https:ssh",
    GIT_NO_REPLACE_OBJECTS: "1",
    // Batch mode fails where ssh would ask; a host key that is not known is refused, never accepted silently.
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes -o ConnectTimeout=15",
  };
  for (const [name, value] of Object.entries(inputs.inherited)) {
    if (value !== undefined && inheritedNames.has(name)) environment[name] = value;
  }
  if (inputs.credentials === undefined || inputs.host === undefined) return environment;
  return {
    ...environment,
    GIT_ASKPASS: inputs.askpassFile,
    AUTOLAND_GIT_HOST: inputs.host,
    AUTOLAND_GIT_USERNAME: inputs.credentials.username,
    AUTOLAND_GIT_PASSWORD: inputs.credentials.password,
  };
}

const inheritedNames = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "TMPDIR",
  "SSH_AUTH_SOCK",
  "GIT_SSH_COMMAND",
  "GIT_SSL_CAINFO",
  "GIT_SSL_CAPATH",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "no_proxy",
]);
