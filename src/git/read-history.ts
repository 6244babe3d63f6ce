import { normalizeRepositoryPath } from "../domain/repository-path.ts";
import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import { hasCommit } from "./fetch-objects.ts";
import type { GitCache } from "./git-cache.ts";
import { isNotFound, needCommit } from "./need-commit.ts";

/**
 * As `git log -1 -- <paths>` finds it: a merge that takes one side as it is has touched nothing, that side has. So an image that
 * was built for a commit on `develop` is still the image of its sources after the merge to `release`, and is not built again. A
 * merge that mixes both sides below the paths is a commit of its own.
 */
export async function readLastTouching(
  cache: GitCache,
  asked: {
    readonly commit: CommitSha;
    readonly paths: readonly string[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<CommitSha | undefined> {
  const { commit, signal } = asked;
  const paths = asked.paths.map((path) => normalizeRepositoryPath(path));
  await needCommit(cache, commit, signal);
  if (paths.length === 0) return undefined;
  const limits = paths.includes("") ? ["."] : paths;
  const pathspecs = limits.includes(".") ? [] : ["--literal-pathspecs"];
  const output = await cache.run([...pathspecs, "rev-list", "-1", commit, "--", ...limits], { signal });
  const id = output.toString().trim();
  return id === "" ? undefined : commitSha(id);
}

/** Whether one commit is in the history of another; false where the repository lacks either. */
export async function readIsAncestor(
  cache: GitCache,
  asked: {
    readonly ancestor: CommitSha;
    readonly descendant: CommitSha;
    readonly signal: AbortSignal | undefined;
  },
): Promise<boolean> {
  const { ancestor, descendant, signal } = asked;
  try {
    await needCommit(cache, descendant, signal);
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
  // A descendant comes with its whole history: what is not here then is not part of it.
  if (!(await hasCommit(cache, ancestor, signal))) return false;
  const result = await cache.attempt(["merge-base", "--is-ancestor", ancestor, descendant], { signal });
  if (result.exitCode > 1) throw cache.failure(result);
  return result.exitCode === 0;
}
