import { ReconcileError } from "../domain/failure.ts";
import type { CommitSha } from "../domain/revision.ts";
import { fetchCommit, hasCommit, tidyCache } from "./fetch-objects.ts";
import type { GitCache } from "./git-cache.ts";

/** Brings a commit into the cache unless it is there. */
export async function needCommit(cache: GitCache, commit: CommitSha, signal?: AbortSignal): Promise<void> {
  if (await hasCommit(cache, commit, signal)) return;
  await cache.exclusively(signal, async () => {
    if (await hasCommit(cache, commit, signal)) return;
    await fetchCommit(cache, commit, signal);
    await tidyCache(cache, signal);
  });
}

/** Whether a failure says that the repository lacks what was asked for. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ReconcileError && error.failure.reason === "CommitNotFound";
}
