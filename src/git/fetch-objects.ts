import { stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ReconcileError } from "../domain/failure.ts";
import type { CommitSha } from "../domain/revision.ts";
import { isUnknownOption } from "./git-failure.ts";
import type { GitCache } from "./git-cache.ts";
import type { GitResult } from "./run-git.ts";

/**
 * A blob larger than this (bytes) is left out when a folder is fetched. Its exact size then stays unknown, and nobody
 * has to download a 100 MB file to learn that it is too large.
 */
export const largestFolderBlob = 4 * 1024 * 1024;

/**
 * Brings a commit with its whole history into the cache, without any file's content where the server can leave that
 * out; a server that cannot sends everything, which is slower and as good. Throws `CommitNotFound` when the
 * repository has no such commit.
 */
export async function fetchCommit(cache: GitCache, commit: CommitSha, signal?: AbortSignal): Promise<void> {
  await refuseShallow(cache);
  const direct = await fetch(cache, {
    kind: "commits",
    filter: noBlobs,
    refspecs: [`+${commit}:${commitRefs}${commit}`],
    signal,
  });
  if (direct.exitCode === 0) return;
  const failure = cache.failure(direct);
  if (failure.failure.reason !== "CommitNotFound") throw failure;
  // Servers of the older protocols hand out branch heads only, and the head may have moved on since it was read.
  const heads = await fetch(cache, {
    kind: "commits",
    filter: noBlobs,
    refspecs: [`+refs/heads/*:${headRefs}*`],
    signal,
  });
  if (heads.exitCode !== 0) throw cache.failure(heads);
  if (!(await hasCommit(cache, commit, signal))) throw commitNotFound(cache, commit);
  await cache.run(["update-ref", `${commitRefs}${commit}`, commit], { signal });
}

/** A clone with a cut-off history, as CI makes them: git 2.39 never ends a partial fetch from one. */
async function refuseShallow(cache: GitCache): Promise<void> {
  const { url, host } = cache.address;
  if (host !== undefined) return;
  const folder = url.startsWith("file://") ? fileURLToPath(url) : url;
  const cutOff = await Promise.all(
    [folder, path.join(folder, ".git")].map(async (each) => sizeOf(path.join(each, "shallow"))),
  );
  if (cutOff.every((size) => size === 0)) return;
  throw new ReconcileError({
    disposition: "stall",
    reason: "RepositoryShallow",
    message: `${url} is a shallow clone: it lacks the history that tells which commit changed what.`,
    remedy:
      "Run `git fetch --unshallow` in it (in GitHub Actions: `fetch-depth: 0`), or name the repository that it was cloned from.",
  });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}

/** Whether the cache has a commit, and so its history. */
export async function hasCommit(cache: GitCache, commit: CommitSha, signal?: AbortSignal): Promise<boolean> {
  const result = await cache.attempt(["cat-file", "-e", `${commit}^{commit}`], { signal });
  if (result.exitCode === 0) return true;
  if (result.exitCode === 128 || result.exitCode === 1) {
    const failure = cache.failure(result);
    if (failure.failure.reason === "CacheCorrupt") throw failure;
    return false;
  }
  throw cache.failure(result);
}

/** Brings the contents of folders, except for blobs over `largestFolderBlob`. */
export async function fetchFolders(
  cache: GitCache,
  folders: { readonly trees: readonly string[]; readonly missing: readonly string[] },
  signal?: AbortSignal,
): Promise<void> {
  if (folders.trees.length === 0) return;
  const filter = `blob:limit=${largestFolderBlob}`;
  // The trees are here already, which would end an ordinary fetch before it began.
  const result = await fetch(cache, { kind: "folders", filter, refspecs: folders.trees, signal });
  if (result.exitCode === 0) return;
  // Git before 2.36 cannot fetch again: it names the missing blobs one by one, and gets the large ones, too.
  if (isUnknownOption(result)) return fetchBlobs(cache, folders.missing, signal);
  throw cache.failure(result);
}

/** Brings blobs of any size, all in one request. */
export async function fetchBlobs(
  cache: GitCache,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  if (ids.length === 0) return;
  const result = await fetch(cache, { kind: "blobs", filter: noBlobs, refspecs: ids, signal });
  if (result.exitCode !== 0) throw cache.failure(result);
}

/**
 * Puts the many small packs of many fetches into one, and forgets the oldest of the commits that were asked for.
 * Objects that nothing needs any more go after git's usual two weeks.
 */
export async function tidyCache(cache: GitCache, signal?: AbortSignal): Promise<void> {
  if ((await cache.packCount()) <= mostPacks) return;
  const refs = await cache.run(["for-each-ref", "--sort=-committerdate", "--format=%(refname)", commitRefs], {
    signal,
  });
  const old = refs
    .toString()
    .split("\n")
    .filter((ref) => ref !== "")
    .slice(mostCommits);
  await cache.run(["update-ref", "--stdin"], { input: old.map((ref) => `delete ${ref}\n`).join(""), signal });
  await cache.run([...asPartial(cache, noBlobs), "gc", "--quiet"], { timeout: networkTimeout, signal });
}

const commitRefs = "refs/autoland/commits/";
const headRefs = "refs/autoland/heads/";
const mostPacks = 50;
const mostCommits = 100;

/** Milliseconds for a first fetch of a large history. */
const networkTimeout = 15 * 60_000;

const noBlobs = "blob:none";

interface FetchRequest {
  readonly kind: "commits" | "folders" | "blobs";
  readonly filter: string;
  readonly refspecs: readonly string[];
  readonly signal: AbortSignal | undefined;
}

async function fetch(cache: GitCache, request: FetchRequest): Promise<GitResult> {
  // As git's own fetch of missing objects does it: nothing is said of what we have, so that nothing is left out.
  const negotiation = request.kind === "commits" ? [] : ["-c", "fetch.negotiationAlgorithm=noop"];
  const args = [
    ...asPartial(cache, request.filter),
    ...negotiation,
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-auto-maintenance",
    "--no-recurse-submodules",
    ...(request.kind === "folders" ? ["--refetch"] : []),
    "--stdin",
    "origin",
  ];
  const input = request.refspecs.map((refspec) => `${refspec}\n`).join("");
  return cache.attempt(args, { input, timeout: networkTimeout, signal: request.signal });
}

/**
 * The cache's own configuration does not say that it is partial, so that no reader ever fetches a missing object by
 * the way: to a reader it is missing. Whoever fetches or repacks says it here.
 */
function asPartial(cache: GitCache, filter: string): readonly string[] {
  if (cache.isWhole) return [];
  return ["-c", "remote.origin.promisor=true", "-c", `remote.origin.partialclonefilter=${filter}`];
}

function commitNotFound(cache: GitCache, commit: CommitSha): ReconcileError {
  return new ReconcileError({
    disposition: "wait",
    reason: "CommitNotFound",
    message: `${cache.address.url} has no commit ${commit}.`,
    remedy: "It may have been rewritten in the meantime; the next look reads its branches again.",
  });
}
