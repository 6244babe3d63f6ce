import type { BlobId, Source } from "../domain/source.ts";
import { readBranchHeads } from "./branch-heads.ts";
import type { BranchPage } from "./branch-heads.ts";
import { makeGitHubClient } from "./github-client.ts";
import type { GitHubClientInputs } from "./github-client.ts";
import { GitHubHistory } from "./github-history.ts";
import { GitHubObjects } from "./github-objects.ts";
import { readGitHubTree } from "./read-github-tree.ts";
import { normalizeRepositoryPath } from "../domain/repository-path.ts";

/**
 * A repository read through GitHub's API, without git. It needs read access to the repository's contents and metadata.
 * Objects are remembered by their ids for as long as the source lives; a poll that finds nothing new is a 304.
 */
export function makeGitHubSource(inputs: GitHubClientInputs): Source {
  const client = makeGitHubClient(inputs);
  const objects = new GitHubObjects(client);
  const history = new GitHubHistory(objects);
  const pages = new Map<number, BranchPage>();
  return {
    repository: inputs.repository,
    heads: async (signal) => readBranchHeads(client, pages, signal),
    tree: async (commit, under, signal) =>
      readGitHubTree(objects, { commit, under: under.map((path) => normalizeRepositoryPath(path)) }, signal),
    blobs: async (ids, signal) => readBlobs(objects, ids, signal),
    sinceLastTouch: async (commit, paths, signal) =>
      history.sinceLastTouch(
        commit,
        paths.map((path) => normalizeRepositoryPath(path)),
        signal,
      ),
    isAncestor: async (ancestor, descendant, signal) => history.isAncestor(ancestor, descendant, signal),
    authors: async (commit, since, signal) => history.authors(commit, since, signal),
  };
}

/** GitHub asks for few requests at a time; its limit of simultaneous ones is 100 for all of an app's or user's clients. */
const mostAtOnce = 8;

async function readBlobs(
  objects: GitHubObjects,
  ids: readonly BlobId[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<BlobId, Uint8Array>> {
  const contents = new Map<BlobId, Uint8Array>();
  const waiting = [...new Set(ids)];
  const readSome = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift())
      contents.set(id, await objects.blob(id, signal));
  };
  try {
    await Promise.all(Array.from({ length: mostAtOnce }, readSome));
  } finally {
    // After a failure nothing more is asked for.
    waiting.length = 0;
  }
  return contents;
}
