import { namesBranch } from "../domain/image-settings.ts";
import { type CommitSha, shortCommit } from "../domain/revision.ts";
import type { BuiltContainer } from "./built-containers.ts";

/** Where and how an image is looked for. */
export interface ImageSearch {
  readonly workload: string;
  readonly branch: string;
  /** The operator's patterns. */
  readonly patterns: readonly string[];
  /** Whether the environment takes commits that passed another one first. */
  readonly isPromoted: boolean;
}

/**
 * The tags under which the image of a commit is looked for, in this order, each once: the operator's patterns, then Copilot's own spellings
 * (copilot-model.md 3.3). Sidecars' tags carry the container's name unless the pattern says where. Patterns that name a branch are left out
 * where commits are promoted: their tag may have moved since.
 */
export function tagsFor(
  container: BuiltContainer,
  commit: CommitSha,
  search?: ImageSearch,
): readonly string[] {
  const patterns = (search?.patterns ?? []).filter(
    (pattern) => search?.isPromoted !== true || !namesBranch(pattern),
  );
  const own = patterns.flatMap((pattern) => spellings(pattern, container, commit, search));
  const copilots = [commit, shortCommit(commit), commit.slice(0, 7)].map((text) =>
    ofContainer(text, container),
  );
  return [...new Set([...own, ...copilots])];
}

function spellings(
  pattern: string,
  container: BuiltContainer,
  commit: CommitSha,
  search: ImageSearch | undefined,
): readonly string[] {
  const shorts = pattern.includes("{short}") ? [shortCommit(commit), commit.slice(0, 7)] : [""];
  return shorts
    .map((short) =>
      pattern
        .replaceAll("{commit}", commit)
        .replaceAll("{short}", short)
        .replaceAll("{branch}", () => (search?.branch ?? "").replaceAll(/[^\w.-]/g, "-"))
        .replaceAll("{workload}", search?.workload ?? "")
        .replaceAll("{container}", container.name),
    )
    .filter((tag) => /^\w[\w.-]{0,127}$/.test(tag))
    .map((tag) => (pattern.includes("{container}") ? tag : ofContainer(tag, container)));
}

function ofContainer(tag: string, { isMain, name }: BuiltContainer): string {
  return isMain ? tag : `${name}-${tag}`;
}
