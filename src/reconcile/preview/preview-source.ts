import { type CommitSha, shortCommit } from "../../domain/revision.ts";
import type { Source } from "../../domain/source.ts";

/** Which commit stands in for the head of which branch. */
export interface Previewed {
  readonly branch: string;
  /** The head of the branch as it is. */
  readonly base: CommitSha;
  /** What its head would be. */
  readonly commit: CommitSha;
}

/** A repository as it would be after a merge, and which of its commits would be new. */
export interface PreviewSource {
  readonly source: Source;
  /** Commits that touched something and that the branch does not have, as far as anybody asked. */
  readonly fresh: ReadonlySet<CommitSha>;
}

/**
 * The repository as if the pull request were merged: the branch points to what merging gives, and there is no other branch. What has not
 * been touched since the branch is as old as it is there; a commit that stands in for a merge descends from both sides, though it may be
 * the pull request's head alone.
 */
export function previewSource(source: Source, { branch, base, commit }: Previewed): PreviewSource {
  const fresh = new Set<CommitSha>();
  const isAncestor: Source["isAncestor"] = async (ancestor, descendant, signal) => {
    if (ancestor === descendant || (await source.isAncestor(ancestor, descendant, signal))) return true;
    if (descendant !== commit) return false;
    return ancestor === base || source.isAncestor(ancestor, base, signal);
  };
  return {
    fresh,
    source: {
      repository: source.repository,
      heads: async () => new Map([[branch, commit]]),
      tree: (at, under, signal) => source.tree(at, under, signal),
      blobs: (ids, signal) => source.blobs(ids, signal),
      isAncestor,
      authors: (at, since, signal) => source.authors(at, since, signal),
      sinceLastTouch: async (at, paths, signal) => {
        const way = await source.sinceLastTouch(at, paths, signal);
        const touching = way.at(-1);
        if (at !== commit || commit === base || touching === undefined) return way;
        if (touching === base || (await source.isAncestor(touching, base, signal)))
          return source.sinceLastTouch(base, paths, signal);
        for (const each of way) fresh.add(each);
        return way;
      },
    },
  };
}

/** Whether a commit is the merge of two others as they are: one that was worked out before either moved is old. */
export async function isMergeOf(
  source: Pick<Source, "isAncestor">,
  merge: CommitSha,
  sides: readonly CommitSha[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const side of sides) if (!(await source.isAncestor(side, merge, signal))) return false;
  return true;
}

/** The tags that speak of one of the commits. */
export function tagsOf(tags: readonly string[], commits: ReadonlySet<CommitSha>): readonly string[] {
  const names = [...commits].flatMap((commit) => [commit, shortCommit(commit), commit.slice(0, 7)]);
  return tags.filter((tag) => names.some((name) => tag.includes(name)));
}
