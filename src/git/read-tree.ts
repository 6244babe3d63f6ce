import { normalizeRepositoryPath } from "../domain/repository-path.ts";
import type { CommitSha } from "../domain/revision.ts";
import type { TreeEntry } from "../domain/source.ts";
import { fetchBlobs, fetchCommit, fetchFolders, largestFolderBlob } from "./fetch-objects.ts";
import type { GitCache } from "./git-cache.ts";
import { isNotFound, needCommit } from "./need-commit.ts";
import { parseTreeListing, treeEntryOf } from "./object-listing.ts";
import type { ListedObject } from "./object-listing.ts";

/**
 * The entries at or below paths of a commit. Brings the commit, and the files whose sizes are not known yet, where they
 * are missing.
 */
export async function readTree(cache: GitCache, asked: TreeRequest): Promise<readonly TreeEntry[]> {
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

/** What is asked of a commit's tree. */
export interface TreeRequest {
  readonly commit: CommitSha;
  readonly under: readonly string[];
  /** Blobs that were left out of a fetch for their size: fetching their folder again would not bring them. */
  readonly large: Set<string>;
  readonly signal: AbortSignal | undefined;
}

async function listObjects(
  cache: GitCache,
  { commit, under, signal }: TreeRequest,
): Promise<readonly ListedObject[]> {
  const paths = under.includes("") ? [] : under;
  const output = await cache.run(["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "--", ...paths], {
    signal,
  });
  return parseTreeListing(output);
}

function isMissing(object: ListedObject, { large }: TreeRequest): boolean {
  return object.size === undefined && object.mode.startsWith("100") && !large.has(object.id);
}

/** Lists again after fetching what the listing lacks: files that were asked for by name, and folders without their large files. */
async function fetchSizes(cache: GitCache, listing: TreeRequest): Promise<readonly ListedObject[]> {
  const { large, signal } = listing;
  return cache.exclusively(signal, async () => {
    try {
      await fetchMissing(cache, listing);
    } catch (error) {
      if (!isNotFound(error) || cache.isWhole) throw error;
      // The server leaves out blobs, but then does not hand them out by their ids: everything has to come at once.
      await cache.startWhole();
      await fetchCommit(cache, listing.commit, signal);
    }
    const listed = await listObjects(cache, listing);
    for (const object of listed) if (isMissing(object, listing)) large.add(object.id);
    return listed;
  });
}

async function fetchMissing(cache: GitCache, listing: TreeRequest): Promise<void> {
  const { under, signal } = listing;
  const missing = (await listObjects(cache, listing)).filter((object) => isMissing(object, listing));
  const named = missing.filter((object) => under.includes(object.path));
  await fetchBlobs(cache, idsOf(named), signal);
  const below = missing.filter((object) => !named.includes(object));
  const folders = under.filter((path) => below.some((object) => isBelow(object.path, path)));
  const trees = await treeIds(cache, { ...listing, under: folders });
  await fetchFolders(cache, { trees, missing: idsOf(below) }, signal);
}

function idsOf(objects: readonly ListedObject[]): readonly string[] {
  return [...new Set(objects.map((object) => object.id))];
}

function isBelow(path: string, folder: string): boolean {
  return folder === "" || path.startsWith(`${folder}/`);
}

async function treeIds(cache: GitCache, { commit, under, signal }: TreeRequest): Promise<readonly string[]> {
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
