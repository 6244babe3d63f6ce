import { createHash } from "node:crypto";
import { ReconcileError } from "../domain/failure.ts";
import type { Failure } from "../domain/failure.ts";
import { type CommitSha, type Revision, shortCommit } from "../domain/revision.ts";
import type { Warrants } from "../domain/warrants.ts";
import { GitCache } from "./git-cache.ts";
import type { GitSourceInputs } from "./git-source.ts";
import { needCommit } from "./need-commit.ts";
import { parseRepositoryAddress } from "./repository-address.ts";

/**
 * Whether commits are signed by one of the operator's SSH keys, as `git verify-commit` tells it. It runs in the cache, whose
 * configuration is our own: nothing in the repository says who may sign. Signatures of other kinds count as none that is known, and no
 * program but ssh-keygen is started for them. Needs OpenSSH 8.2 or newer.
 */
export function makeGitWarrants(inputs: GitSourceInputs, allowedSigners: readonly string[]): Warrants {
  const address = parseRepositoryAddress(inputs.url);
  const cache = new GitCache({
    address,
    folder: inputs.cacheFolder,
    credentials: inputs.credentials,
    inherited: inputs.environment,
    processes: inputs.processes,
  });
  const signers = allowedSigners.map((line) => `${line}\n`).join("");
  // Named for what is in it: processes with other signers may share the folder.
  const name = `allowed-signers-${createHash("sha256").update(signers).digest("hex").slice(0, 16)}`;
  const signed = new Set<CommitSha>();

  async function lacking(revision: Revision, signal: AbortSignal): Promise<Failure | undefined> {
    const { commit } = revision;
    await needCommit(cache, commit, signal);
    const file = await cache.keepBeside(name, signers);
    const { exitCode, stderr } = await cache.attempt(
      [...verification(file), "verify-commit", "--raw", commit],
      { signal },
    );
    if (exitCode === 0) {
      signed.add(commit);
      return undefined;
    }
    if (/cannot run ssh-keygen|ssh-keygen -Y .* is needed/.test(stderr)) throw sshKeygenMissing();
    return notSigned(revision, stderr);
  }

  return {
    lacking: async (revision, signal) =>
      signed.has(revision.commit) ? undefined : cache.mending(signal, async () => lacking(revision, signal)),
  };
}

/** Only SSH signatures are verified, and only by our signers; `fully` is what git trusts a key in the file with. */
function verification(signersFile: string): readonly string[] {
  return [
    ["gpg.ssh.allowedSignersFile", signersFile],
    ["gpg.minTrustLevel", "fully"],
    ["gpg.ssh.program", "ssh-keygen"],
    ["gpg.program", notAProgram],
    ["gpg.openpgp.program", notAProgram],
    ["gpg.x509.program", notAProgram],
  ].flatMap(([key, value]) => ["-c", `${key}=${value}`]);
}

const notAProgram = "/dev/null/autoland-verifies-ssh-signatures-only";

function notSigned({ repository, branch, commit }: Revision, stderr: string): Failure {
  return {
    disposition: "wait",
    reason: "SignatureNotVerified",
    message: `commit ${shortCommit(commit)} of ${repository} ${whatIsWrong(stderr)}; \`source.require.allowedSigners\` asks for one by a key that stands there`,
    remedy: `Put a commit on ${branch} that an allowed key has signed (git commit -S with gpg.format=ssh), or add the signer's public key to the configuration.`,
  };
}

/** What git and ssh-keygen say on a signature that they do not accept. */
function whatIsWrong(stderr: string): string {
  const known = /Good "git" signature (?:with|for) .*?(SHA256:\S+)/.exec(stderr);
  if (known !== null)
    return `is signed with the key ${known[1]}, which is not an allowed signer's or not for this time`;
  if (stderr.includes(notAProgram)) return "has a signature that is not one of SSH";
  if (stderr.trim() === "") return "has no signature";
  return "has a signature that is not right";
}

function sshKeygenMissing(): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "SshKeygenMissing",
    message: "signatures cannot be verified: git could not start ssh-keygen, or it is older than OpenSSH 8.2",
    remedy: "Install OpenSSH's client (Debian: openssh-client) beside git.",
  });
}
