import type { BranchRule } from "../config/config.ts";
import type { CommitSha, Revision } from "../domain/revision.ts";

/** The commit that an environment should be at, or why there is no such commit. */
export type EnvironmentRevision =
  | { readonly kind: "at"; readonly revision: Revision }
  /** No branch of this name, or none that the glob matches: it may have been renamed or deleted. */
  | { readonly kind: "no-branch"; readonly pattern: string }
  /** The glob matches several. */
  | { readonly kind: "ambiguous"; readonly pattern: string; readonly branches: readonly string[] };

/** Finds each environment's commit among the heads that were just read. */
export function resolveRevisions(
  repository: string,
  rules: readonly BranchRule[],
  heads: ReadonlyMap<string, CommitSha>,
): ReadonlyMap<string, EnvironmentRevision> {
  const found = new Map<string, EnvironmentRevision>();
  for (const rule of rules) {
    const branches = [...heads]
      .filter(([branch]) => rule.matches(branch))
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const environment of rule.environments)
      found.set(environment, toRevision(repository, rule.pattern, branches));
  }
  return found;
}

function toRevision(
  repository: string,
  pattern: string,
  branches: readonly (readonly [string, CommitSha])[],
): EnvironmentRevision {
  const [first, ...others] = branches;
  if (first === undefined) return { kind: "no-branch", pattern };
  if (others.length > 0) return { kind: "ambiguous", pattern, branches: branches.map(([branch]) => branch) };
  const [branch, commit] = first;
  return { kind: "at", revision: { repository, branch, commit } };
}
