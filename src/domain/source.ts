import type { Branded } from "./brand.ts";
import type { CommitSha } from "./revision.ts";

/** Id of a blob in the repository's object store. */
export type BlobId = Branded<"BlobId">;

/** One entry of a commit's tree. A symlink or a submodule is listed so that it can be refused by name, and never followed. */
export type TreeEntry =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly blob: BlobId;
      readonly size: number;
      readonly executable: boolean;
    }
  | { readonly kind: "symlink"; readonly path: string }
  | { readonly kind: "submodule"; readonly path: string };

/** How many commits are asked for their authors at most: what GitHub compares in one answer. */
export const mostAuthored = 250;

/**
 * A repository, looked at without a checkout. Every method throws a `ReconcileError` when the repository cannot be
 * read; none answers with an empty value instead.
 */
export interface Source {
  /** As people know it, without credentials. */
  readonly repository: string;
  /** All branch heads now. One cheap request; nothing is fetched. */
  heads(signal?: AbortSignal): Promise<ReadonlyMap<string, CommitSha>>;
  /** The entries at or below the given paths (repository-relative, no leading slash) at a commit, sorted by path. */
  tree(commit: CommitSha, under: readonly string[], signal?: AbortSignal): Promise<readonly TreeEntry[]>;
  /** The contents of blobs, in one batch. Limits on size are the caller's: it has seen the sizes in the tree. */
  blobs(ids: readonly BlobId[], signal?: AbortSignal): Promise<ReadonlyMap<BlobId, Uint8Array>>;
  /**
   * From `commit` back to the newest commit that changed anything at or below the paths, which is the one that
   * `git log -1 -- <paths>` finds and stands last. Everything below the paths is the same in all of them. At a merge the way
   * goes on along the first parent that has it the same, as in git's own simplification of history; a merge without such a
   * parent has made a change. Newest first, at most thirty (`cutSinceTouch`). Empty when nothing was ever there, and for no paths; the
   * empty path is the whole tree.
   */
  sinceLastTouch(
    commit: CommitSha,
    paths: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly CommitSha[]>;
  /** Whether `ancestor` is `descendant` or reachable from it. False, too, for a commit that the repository does not have. */
  isAncestor(ancestor: CommitSha, descendant: CommitSha, signal?: AbortSignal): Promise<boolean>;
  /**
   * The e-mail addresses of those who wrote the commits that are part of `commit` and not of `since`, each once. Undefined where there are
   * more commits than `mostAuthored`, so that nobody takes a part for all of them. Whoever makes a commit chooses the address in it.
   */
  authors(commit: CommitSha, since: CommitSha, signal?: AbortSignal): Promise<readonly string[] | undefined>;
}
