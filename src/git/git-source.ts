import { ReconcileError } from "../domain/failure.ts";
import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { Slots } from "../domain/slots.ts";
import type { BlobId, Source } from "../domain/source.ts";
import { fetchBlobs } from "./fetch-objects.ts";
import { GitCache } from "./git-cache.ts";
import { isNotFound } from "./need-commit.ts";
import { parseBatch, parseHeads } from "./object-listing.ts";
import { readAuthors, readIsAncestor, readSinceLastTouch } from "./read-history.ts";
import { readTree } from "./read-tree.ts";
import { parseRepositoryAddress } from "./repository-address.ts";
import type { GitCredentials } from "./repository-address.ts";

/** What a Git source is made from. */
export interface GitSourceInputs {
  /** Any URL that git understands, or the path of a local repository. */
  readonly url: string;
  /** A folder for caches of any number of repositories. It may be deleted at any time and be kept between runs. */
  readonly cacheFolder: string;
  /** For HTTP; without them those in the URL, if any. They reach git by its environment only. */
  readonly credentials?: GitCredentials;
  /** The program's environment: PATH, proxies, certificates and SSH settings are taken from it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the processes of all repositories wait for each other; absent: none waits. */
  readonly processes?: Slots;
}

/**
 * A repository read by the system's git, without a checkout. Throws `InvalidRepositoryUrl` at once for an address that
 * cannot be used; nothing is read or written before the first call. A file over `largestFolderBlob` is listed with
 * a size that is only a lower bound.
 */
export function makeGitSource(inputs: GitSourceInputs): Source {
  const address = parseRepositoryAddress(inputs.url);
  const cache = new GitCache({
    address,
    folder: inputs.cacheFolder,
    credentials: inputs.credentials,
    inherited: inputs.environment,
    processes: inputs.processes,
  });
  const large = new Set<string>();
  return {
    repository: address.url,
    heads: async (signal) => cache.mending(signal, async () => readHeads(cache, signal)),
    tree: async (commit, under, signal) =>
      cache.mending(signal, async () => readTree(cache, { commit, under, large, signal })),
    blobs: async (ids, signal) => cache.mending(signal, async () => readBlobs(cache, ids, signal)),
    sinceLastTouch: async (commit, paths, signal) =>
      cache.mending(signal, async () => readSinceLastTouch(cache, { commit, paths, signal })),
    isAncestor: async (ancestor, descendant, signal) =>
      cache.mending(signal, async () => readIsAncestor(cache, { ancestor, descendant, signal })),
    authors: async (commit, since, signal) =>
      cache.mending(signal, async () => readAuthors(cache, { commit, since, signal })),
  };
}

/** Milliseconds for a poll. */
const pollTimeout = 60_000;

async function readHeads(cache: GitCache, signal?: AbortSignal): Promise<ReadonlyMap<string, CommitSha>> {
  const output = await cache.run(["ls-remote", "--quiet", "--heads", "origin"], {
    timeout: pollTimeout,
    signal,
  });
  return new Map([...parseHeads(output)].map(([branch, id]) => [branch, commitSha(id)]));
}

async function readBlobs(
  cache: GitCache,
  ids: readonly BlobId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<BlobId, Uint8Array>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const here = await readCachedBlobs(cache, wanted, signal);
  const missing = wanted.filter((id) => !here.has(id));
  if (missing.length === 0) return here;
  await cache.exclusively(signal, async () => fetchExistingBlobs(cache, missing, signal));
  const fetched = await readCachedBlobs(cache, missing, signal);
  const lost = missing.find((id) => !fetched.has(id));
  if (lost !== undefined) throw blobNotFound(cache, lost);
  return new Map([...here, ...fetched]);
}

async function fetchExistingBlobs(
  cache: GitCache,
  ids: readonly BlobId[],
  signal?: AbortSignal,
): Promise<void> {
  try {
    await fetchBlobs(cache, ids, signal);
  } catch (error) {
    if (isNotFound(error)) throw blobNotFound(cache, ids[0]);
    throw error;
  }
}

async function readCachedBlobs(
  cache: GitCache,
  ids: readonly BlobId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<BlobId, Uint8Array>> {
  return parseBatch(
    await cache.run(["cat-file", "--batch"], { input: ids.map((id) => `${id}\n`).join(""), signal }),
  );
}

function blobNotFound(cache: GitCache, id: BlobId | undefined): ReconcileError {
  return new ReconcileError({
    disposition: "wait",
    reason: "BlobNotFound",
    message: `${cache.address.url} has no blob ${id}, or another one of those that were asked for.`,
    remedy: "The commit that holds it may have been rewritten; the next look reads the branches again.",
  });
}
