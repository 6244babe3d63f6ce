import { ReconcileError } from "../domain/failure.ts";
import { commitSha } from "../domain/revision.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { BlobId, Source, TreeEntry } from "../domain/source.ts";
import {
  fetchBlobs,
  fetchCommit,
  fetchFolders,
  hasCommit,
  largestFolderBlob,
  tidyCache,
} from "./fetch-objects.ts";
import { GitCache } from "./git-cache.ts";
import { parseBatch, parseHeads, parseTreeListing, treeEntryOf } from "./object-listing.ts";
import type { ListedObject } from "./object-listing.ts";
import { parseRepositoryAddress } from "./repository-address.ts";
import type { GitCredentials } from "./repository-address.ts";
import { normalizeRepositoryPath } from "../domain/repository-path.ts";

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
  });
  const large = new Set<string>();
  return {
    repository: address.url,
    heads: async (signal) => cache.mending(signal, async () => readHeads(cache, signal)),
    tree: async (commit, under, signal) =>
      cache.mending(signal, async () => readTree(cache, { commit, under, large, signal })),
    blobs: async (ids, signal) => cache.mending(signal, async () => readBlobs(cache, ids, signal)),
    lastTouching: async (commit, paths, signal) =>
      cache.mending(signal, async () => readLastTouching(cache, { commit, paths, signal })),
    isAncestor: async (ancestor, descendant, signal) =>
      cache.mending(signal, async () => readIsAncestor(cache, { ancestor, descendant, signal })),
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

async function readTree(cache: GitCache, asked: Listing): Promise<readonly TreeEntry[]> {
  const listing = { ...asked, under: asked.under.map(normalizeRepositoryPath) };
  await needCommit(cache, listing.commit, listing.signal);
  if (listing.under.length === 0) return [];
  const first = await listObjects(cache, listing);
  const withSizes = first.some((object) => isMissing(object, listing))
    ? await fetchSizes(cache, listing)
    : first;
  return withSizes
    .map((object) => treeEntryOf(object, largestFolderBlob))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

interface Listing {
  readonly commit: CommitSha;
  readonly under: readonly string[];
  /** Blobs that were left out of a fetch for their size: fetching their folder again would not bring them. */
  readonly large: Set<string>;
  readonly signal: AbortSignal | undefined;
}

async function listObjects(
  cache: GitCache,
  { commit, under, signal }: Listing,
): Promise<readonly ListedObject[]> {
  const paths = under.includes("") ? [] : under;
  const output = await cache.run(["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", ...paths], {
    signal,
  });
  return parseTreeListing(output);
}

function isMissing(object: ListedObject, { large }: Listing): boolean {
  return object.size === undefined && object.mode.startsWith("100") && !large.has(object.id);
}

/** Lists again after fetching what the listing lacks: files that were asked for by name, and folders without their large files. */
async function fetchSizes(cache: GitCache, listing: Listing): Promise<readonly ListedObject[]> {
  const { under, large, signal } = listing;
  return cache.exclusively(signal, async () => {
    const missing = (await listObjects(cache, listing)).filter((object) => isMissing(object, listing));
    const named = missing.filter((object) => under.includes(object.path));
    await fetchBlobs(cache, idsOf(named), signal);
    const below = missing.filter((object) => !named.includes(object));
    const folders = under.filter((path) => below.some((object) => isBelow(object.path, path)));
    const trees = await treeIds(cache, { ...listing, under: folders });
    await fetchFolders(cache, { trees, blobs: idsOf(below) }, signal);
    const listed = await listObjects(cache, listing);
    for (const object of listed) if (isMissing(object, listing)) large.add(object.id);
    return listed;
  });
}

function idsOf(objects: readonly ListedObject[]): readonly string[] {
  return [...new Set(objects.map((object) => object.id))];
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

async function treeIds(cache: GitCache, { commit, under, signal }: Listing): Promise<readonly string[]> {
  const input = under.map((path) => `${commit}:${path}\n`).join("");
  const output = await cache.run(["cat-file", "--batch-check=%(objecttype) %(objectname)"], {
    input,
    signal,
  });
  return output
    .toString()
    .split("\n")
    .flatMap((line) => (line.startsWith("tree ") ? [line.slice("tree ".length)] : []));
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

/**
 * Along first parents only: on a branch that work reaches by merges, the commit that brought a change is the merge,
 * for that is the head that a build was run for; the commits of the merged branch have never been heads of this one.
 */
async function readLastTouching(
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
  const output = await cache.run(
    [...pathspecs, "rev-list", "-1", "--first-parent", commit, "--", ...limits],
    { signal },
  );
  const id = output.toString().trim();
  return id === "" ? undefined : commitSha(id);
}

async function readIsAncestor(
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

async function needCommit(cache: GitCache, commit: CommitSha, signal?: AbortSignal): Promise<void> {
  if (await hasCommit(cache, commit, signal)) return;
  await cache.exclusively(signal, async () => {
    if (await hasCommit(cache, commit, signal)) return;
    await fetchCommit(cache, commit, signal);
    await tidyCache(cache, signal);
  });
}

function isNotFound(error: unknown): boolean {
  return error instanceof ReconcileError && error.failure.reason === "CommitNotFound";
}

function blobNotFound(cache: GitCache, id: BlobId | undefined): ReconcileError {
  return new ReconcileError({
    disposition: "wait",
    reason: "BlobNotFound",
    message: `${cache.address.url} has no blob ${id}, or another one of those that were asked for.`,
    remedy: "The commit that holds it may have been rewritten; the next look reads the branches again.",
  });
}
