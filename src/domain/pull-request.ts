import type { CommitSha } from "./revision.ts";

/** An open pull request. */
export interface PullRequest {
  readonly number: number;
  /** The branch that it is to be merged into. */
  readonly into: string;
  readonly head: CommitSha;
  /** Its commits stand in another repository, or in one that is gone: whoever wrote them may have no right in this one. */
  readonly isFromFork: boolean;
}

/** What merging a pull request now would give, as far as its host has worked it out. */
export type Merging =
  | { readonly kind: "merges"; readonly commit: CommitSha }
  /** It cannot be merged as it is. */
  | { readonly kind: "conflicts" }
  /** It is being worked out. */
  | { readonly kind: "not-known-yet" };

/** The pull requests of one repository, looked at. Every method throws a `ReconcileError` when it cannot be. */
export interface PullRequests {
  /** All that are open. Cheap when nothing has changed. */
  open(signal?: AbortSignal): Promise<readonly PullRequest[]>;
  /** Asks what merging one would give; the first question may be what makes its host work it out. */
  merging(number: number, signal?: AbortSignal): Promise<Merging>;
  /** Whether anybody may read the repository. */
  isPublic(signal?: AbortSignal): Promise<boolean>;
}

/** The one comment of ours below each pull request, found again by its first line. */
export interface PullRequestComments {
  /**
   * Makes our comment say this text, of which the first line tells it from others of ours. One that says it already is left alone; where
   * there is none it is only made when `isNew`. A comment of somebody else with the same first line is not ours.
   */
  say(
    number: number,
    text: string,
    how: { readonly isNew: boolean },
    signal?: AbortSignal,
  ): Promise<"said" | "said-already" | "nothing-to-say">;
}
