import type { Failure } from "../domain/failure.ts";

/** What git said when it failed, and on which repository. */
export interface GitComplaint {
  /** For people, without credentials. */
  readonly repository: string;
  /** Git's messages in English, already redacted. */
  readonly stderr: string;
  readonly exitCode: number;
}

/** The failure that git's messages mean. The one place where their wording matters; the first row that fits counts. */
export function gitFailure(complaint: GitComplaint): Failure {
  const row = rows.find(({ pattern }) => pattern.test(complaint.stderr)) ?? unknownComplaint;
  return {
    disposition: row.disposition,
    reason: row.reason,
    message: `${row.what(complaint.repository)}: ${gistOf(complaint)}`,
    remedy: row.remedy,
  };
}

/** Whether the cache itself is what git complains about; it is then made anew. */
export function isCacheCorrupt(stderr: string): boolean {
  return corruption.test(stderr);
}

/** Whether this git does not know an option (the exit code and words of parse-options). */
export function isUnknownOption({ exitCode, stderr }: { exitCode: number; stderr: string }): boolean {
  return exitCode === 129 && stderr.includes("unknown option");
}

interface Row extends Omit<Failure, "message" | "remedy"> {
  readonly pattern: RegExp;
  readonly what: (repository: string) => string;
  readonly remedy: string;
}

const corruption =
  /not a git repository \(or any|not a git repository: '|invalid gitfile format|bad config line|object file .* is empty|is corrupt|corrupt (?:loose|patch|pack)|is (?:far )?too short|index file .* (?:is too small|corrupt|wrong)|packfile .* (?:cannot be mapped|does not match|is far too short|claims|signature)|inflate: data stream error|unable to read tree|bad tree object|bad object HEAD|did not send all necessary objects|missing (?:tree|commit) [0-9a-f]|Could not read [0-9a-f]{40}|unable to parse (?:commit|object)/i;

const rows: readonly Row[] = [
  {
    pattern: /No space left on device|Disk quota exceeded/i,
    disposition: "wait",
    reason: "CacheFull",
    what: (repository) => `The cache of ${repository} has no room left`,
    remedy: "Free space in the cache folder or name another one; everything in it can be fetched again.",
  },
  {
    pattern:
      /Read-only file system|(?:could not create|unable to create|cannot mkdir|unable to write).*(?:Permission denied|denied)/i,
    disposition: "stall",
    reason: "CacheNotWritable",
    what: (repository) => `The cache of ${repository} cannot be written`,
    remedy: "Name a cache folder that the user who runs Autoland may write to.",
  },
  {
    pattern: /\.lock': File exists|cannot lock ref/i,
    disposition: "retry",
    reason: "CacheBusy",
    what: (repository) => `Another git is at work in the cache of ${repository}`,
    remedy: "Give each process a cache folder of its own, or wait for the other one.",
  },
  {
    pattern: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/i,
    disposition: "stall",
    reason: "HostKeyUnknown",
    what: (repository) => `The SSH server of ${repository} is not a known host`,
    remedy: "Put the server's public key into known_hosts of the user who runs Autoland, after checking it.",
  },
  {
    pattern: /SSL certificate|certificate verif|server certificate|self[- ]signed certificate/i,
    disposition: "stall",
    reason: "CertificateNotTrusted",
    what: (repository) => `The certificate of ${repository} is not trusted`,
    remedy: "Name the authority's certificate in SSL_CERT_FILE or GIT_SSL_CAINFO.",
  },
  {
    pattern: /returned error: 403|\b403 Forbidden/i,
    disposition: "stall",
    reason: "AccessDenied",
    what: (repository) => `The credentials may not read ${repository}`,
    remedy:
      "Give them read access to the repository's contents (and, where it is asked for, single sign-on).",
  },
  {
    pattern:
      /could not read (?:Username|Password)|Authentication failed|returned error: 401|Permission denied \(|Invalid username or (?:password|token)|HTTP Basic: Access denied|terminal prompts disabled/i,
    disposition: "stall",
    reason: "AuthenticationFailed",
    what: (repository) => `${repository} asks for credentials, or refuses those that it got`,
    remedy:
      "Check user name, token or SSH key, and whether they have expired. Some hosts answer so for a repository that does not exist, too.",
  },
  {
    pattern: /returned error: 429|Too Many Requests|rate limit/i,
    disposition: "wait",
    reason: "RateLimited",
    what: (repository) => `${repository} limits how often it may be asked`,
    remedy: "Lengthen source.interval.",
  },
  {
    pattern: /Could not resolve host|Name or service not known|Temporary failure in name resolution/i,
    disposition: "retry",
    reason: "RepositoryUnreachable",
    what: (repository) => `The host of ${repository} has no address`,
    remedy: "Check the host's name and the network's name server.",
  },
  {
    pattern:
      /transport '.*' not allowed|remote helper .* not|is not a git command|Unable to find remote helper/i,
    disposition: "stall",
    reason: "InvalidRepositoryUrl",
    what: (repository) => `The protocol of ${repository} cannot be used`,
    remedy: "Use https, ssh, git, file or a local path.",
  },
  {
    // "bad pack header" is how git 2.39 takes a refusal in version 0 of the protocol when it fetches again.
    pattern:
      /not our ref|unadvertised object|want [0-9a-f]+ not valid|bad pack header|couldn't find remote ref|no such remote ref/i,
    disposition: "wait",
    reason: "CommitNotFound",
    what: (repository) => `${repository} does not have what was asked for`,
    remedy: "It may have been rewritten in the meantime; the next look reads its branches again.",
  },
  {
    pattern:
      /Repository not found|repository '.*' not found|does not appear to be a git repository|returned error: 404|not found: did you run git update-server-info|'.*' does not exist|No such file or directory|project you were looking for could not be found|repository .* does not exist/i,
    disposition: "stall",
    reason: "RepositoryNotFound",
    what: (repository) => `There is no repository at ${repository}`,
    remedy: "Check the address. Hosts answer so, too, when the credentials may not see the repository.",
  },
  {
    pattern:
      /returned error: 5\d\d|Connection (?:refused|reset|timed out|closed)|Couldn't connect|Failed to connect|Operation (?:timed out|too slow)|timed out|early EOF|hung up|RPC failed|unable to access|unexpected disconnect|invalid index-pack|Could not read from remote repository|No route to host|Network is unreachable|remote error|protocol error|expected flush|bad line length/i,
    disposition: "retry",
    reason: "RepositoryUnreachable",
    what: (repository) => `${repository} could not be reached, or broke off`,
    remedy: "Check the network between Autoland and the repository's server.",
  },
];

const unknownComplaint: Row = {
  pattern: /^/,
  disposition: "retry",
  reason: "GitFailed",
  what: (repository) => `git failed on ${repository}`,
  remedy:
    "Run `git ls-remote` on the repository by hand; if that works, please report this with the log lines around it.",
};

/** The last complaint of git itself, else its last line: earlier lines are progress and what servers like to say. */
function gistOf({ stderr, exitCode }: GitComplaint): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("warning:") && !line.startsWith("hint:"));
  const gist = lines.find((line) => /^(?:fatal|error|remote|ERROR):/.test(line)) ?? lines.at(-1);
  if (gist === undefined) return `exit code ${exitCode}.`;
  return gist.length > longestGist ? `${gist.slice(0, longestGist)}…` : gist;
}

const longestGist = 300;
