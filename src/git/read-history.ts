import { normalizeRepositoryPath } from "../domain/repository-path.ts";
import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import { cutSinceTouch } from "../domain/since-touch.ts";
import { mostAuthored } from "../domain/source.ts";
import { hasCommit } from "./fetch-objects.ts";
import type { GitCache } from "./git-cache.ts";
import { isNotFound, needCommit } from "./need-commit.ts";

/** As `Source.authors`. */
export async function readAuthors(
  cache: GitCache,
  asked: {
    readonly commit: CommitSha;
    readonly since: CommitSha;
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly string[] | undefined> {
  const { commit, since, signal } = asked;
  await needCommit(cache, commit, signal);
  // What is not part of the history that came with the commit excludes nothing.
  if (!(await hasCommit(cache, since, signal))) return undefined;
  const output = await cache.run(
    ["log", "--no-mailmap", "--format=%ae", `--max-count=${mostAuthored + 1}`, commit, `^${since}`, "--"],
    { signal },
  );
  const addresses = output
    .toString()
    .split("\n")
    .filter((line) => line !== "");
  return addresses.length > mostAuthored ? undefined : [...new Set(addresses)].toSorted();
}

/**
 * As `Source.sinceLastTouch`. Two runs of git over trees that came with the commit: one finds the last touching commit, the
 * other the way to it (`--sparse` shows what `rev-list` passes on its way, git-rev-list(1)). Where the way is longer than
 * `longestWay`, its older part is left out but for that commit.
 */
export async function readSinceLastTouch(
  cache: GitCache,
  asked: {
    readonly commit: CommitSha;
    readonly paths: readonly string[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly CommitSha[]> {
  const { commit, signal } = asked;
  const paths = asked.paths.map((path) => normalizeRepositoryPath(path));
  await needCommit(cache, commit, signal);
  if (paths.length === 0) return [];
  const walk = { commit, paths, signal };
  const [touching] = await simplifiedHistory(cache, { ...walk, options: ["--max-count=1"] });
  if (touching === undefined) return [];
  if (touching === commit) return [commit];
  const passed = await simplifiedHistory(cache, {
    ...walk,
    options: ["--sparse", `--max-count=${longestWay}`],
  });
  const at = passed.indexOf(touching);
  return cutSinceTouch([...(at < 0 ? passed : passed.slice(0, at)), touching]);
}

/** Commits; a way longer than this is that of a workload that nobody has touched for years. */
const longestWay = 2000;

async function simplifiedHistory(
  cache: GitCache,
  walk: {
    readonly commit: CommitSha;
    readonly paths: readonly string[];
    readonly options: readonly string[];
    readonly signal: AbortSignal | undefined;
  },
): Promise<readonly CommitSha[]> {
  const limits = walk.paths.includes("") ? ["."] : walk.paths;
  const pathspecs = limits.includes(".") ? [] : ["--literal-pathspecs"];
  const output = await cache.run([...pathspecs, "rev-list", ...walk.options, walk.commit, "--", ...limits], {
    signal: walk.signal,
  });
  return output
    .toString()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => commitSha(line));
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
