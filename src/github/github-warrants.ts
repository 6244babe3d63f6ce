import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { Failure } from "../domain/failure.ts";
import { type Revision, shortCommit } from "../domain/revision.ts";
import type { Warrants } from "../domain/warrants.ts";
import { Conditional } from "./conditional.ts";
import { type GitHubClientInputs, makeGitHubClient } from "./github-client.ts";
import { hasStatus } from "./github-failure.ts";

/** What GitHub is asked of a commit and its branch. */
export interface AskedOfGitHub {
  readonly protectedBranch: boolean;
  readonly verifiedSignature: boolean;
}

type Branch = Pick<RestEndpointMethodTypes["repos"]["getBranch"]["response"]["data"], "protected">;
type Rules = RestEndpointMethodTypes["repos"]["getBranchRules"]["response"]["data"];
type Verification = RestEndpointMethodTypes["git"]["getCommit"]["response"]["data"]["verification"];

/**
 * What GitHub says of branches and signatures. Needs to read the repository's contents and metadata, as the source does. A look that
 * finds nothing changed is a 304 for the branch and one for its commit; the rules of a branch are asked for only where it has no classic protection.
 * https://docs.github.com/en/rest/branches/branches#get-a-branch, https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch,
 * https://docs.github.com/en/rest/git/commits#get-a-commit-object
 */
export function makeGitHubWarrants(inputs: GitHubClientInputs, asked: AskedOfGitHub): Warrants {
  const client = makeGitHubClient(inputs);
  const branches = new Conditional<Branch>(client);
  const rules = new Conditional<Rules>(client);
  const commits = new Conditional<Verification>(client);

  async function isProtected(branch: string, signal: AbortSignal): Promise<boolean> {
    try {
      const found = await branches.ask(
        branch,
        async (octokit, target, headers) => octokit.rest.repos.getBranch({ ...target, branch, headers }),
        signal,
      );
      if (found.protected) return true;
      const active = await rules.ask(
        branch,
        async (octokit, target, headers) =>
          octokit.rest.repos.getBranchRules({ ...target, branch, per_page: 100, headers }),
        signal,
      );
      return active.some(({ type }) => limiting.has(type));
    } catch (error) {
      // The branch went away since the heads were read; without the repository the client's failure says so at the next look.
      if (hasStatus(error, 404)) return false;
      throw error;
    }
  }

  async function verificationOf(commit: string, signal: AbortSignal): Promise<Verification> {
    return commits.ask(
      commit,
      async (octokit, target, headers) => {
        const answer = await octokit.rest.git.getCommit({ ...target, commit_sha: commit, headers });
        return { headers: answer.headers, data: answer.data.verification };
      },
      signal,
    );
  }

  return {
    lacking: async (revision, signal) => {
      if (asked.protectedBranch && !(await isProtected(revision.branch, signal)))
        return notProtected(revision);
      if (!asked.verifiedSignature) return undefined;
      const { verified, reason } = await verificationOf(revision.commit, signal);
      return verified ? undefined : notVerified(revision, reason);
    },
  };
}

/** Rules that limit how a branch that exists may change; one on its name or its deletion alone lets everybody push. */
const limiting: ReadonlySet<Rules[number]["type"]> = new Set([
  "merge_queue",
  "non_fast_forward",
  "pull_request",
  "required_signatures",
  "required_status_checks",
  "update",
  "workflows",
] as const);

function notProtected({ repository, branch }: Revision): Failure {
  return {
    disposition: "wait",
    reason: "BranchNotProtected",
    message: `branch ${branch} of ${repository} is not protected, which \`source.require.protectedBranch\` asks for`,
    remedy: `Protect ${branch} in the repository's settings (a branch protection rule or a ruleset), or take the key out of the configuration.`,
  };
}

/** Reasons in GitHub's words: https://docs.github.com/en/rest/commits/commits#get-a-commit */
function notVerified({ repository, branch, commit }: Revision, reason: string): Failure {
  const why =
    reason === "unsigned" ? "has no signature" : `has a signature that GitHub does not verify (${reason})`;
  return {
    disposition: "wait",
    reason: "SignatureNotVerified",
    message: `commit ${shortCommit(commit)} of ${repository} ${why}; \`source.require.verifiedSignature\` asks for one`,
    remedy: `Put a commit with a verified signature on ${branch}; one that GitHub makes by merging a pull request has it.`,
  };
}
