import type { Plan } from "../../domain/plan.ts";
import type { Preview } from "../../domain/preview.ts";
import type { PullRequest, PullRequests } from "../../domain/pull-request.ts";
import type { CommitSha } from "../../domain/revision.ts";
import type { Eyes } from "../eyes.ts";
import type { Subject } from "../subject.ts";
import { isMergeOf } from "./preview-source.ts";
import { fedBy, lookAtBranch, previewLive, previewOnPaper } from "./preview.ts";

/** What was made of a pull request, and which commit it is of. */
export interface Previewing {
  readonly preview: Preview;
  /** Of its merge; of its own commit, because it cannot be merged; or because nobody knows yet. */
  readonly of: "merge" | "conflicting-head" | "head";
}

/** Which pull request, and as of when. */
export interface PreviewOrder {
  readonly pull: PullRequest;
  /** The head of its branch. */
  readonly base: CommitSha;
  /** Changes whenever something was deployed. */
  readonly deployed: number;
  /** Show its own commit if the merge is still not known. */
  readonly isLastTry: boolean;
}

/** Milliseconds for which a look at a branch serves the pull requests into it: others than we change things, too. */
const keptFor = 10 * 60_000;

interface Kept {
  readonly key: string;
  readonly until: number;
  readonly plan: Plan;
}

/**
 * Makes previews of the pull requests of one application. The look at the branch as it is is shared by all pull requests into it. Undefined
 * while the host works out the merge, and for a branch that feeds nothing.
 */
export function makePreviewer(
  eyes: Eyes,
  subject: Subject,
  pulls: Pick<PullRequests, "merging">,
): (order: PreviewOrder, signal: AbortSignal) => Promise<Previewing | undefined> {
  const kept = new Map<string, Kept>();

  async function branchLook(
    fed: Subject,
    at: { readonly branch: string; readonly base: CommitSha },
    deployed: number,
    signal: AbortSignal,
  ): Promise<Plan> {
    const key = `${at.base} ${deployed}`;
    const now = eyes.clock.now().getTime();
    const found = kept.get(at.branch);
    if (found !== undefined && found.key === key && now < found.until) return found.plan;
    const plan = await lookAtBranch(eyes, fed, at, signal);
    kept.set(at.branch, { key, plan, until: now + keptFor });
    return plan;
  }

  return async ({ pull, base, deployed, isLastTry }, signal) => {
    const { into: branch } = pull;
    const fed = fedBy(subject, branch);
    if (fed === undefined) return undefined;
    const merging = await pulls.merging(pull.number, signal);
    const isCurrent =
      merging.kind === "merges" && (await isMergeOf(eyes.source, merging.commit, [base, pull.head], signal));
    if (merging.kind !== "conflicts" && !isCurrent && !isLastTry) return undefined;
    const commit = merging.kind === "merges" && isCurrent ? merging.commit : pull.head;
    const previewed = { branch, base, commit };
    const preview = pull.isFromFork
      ? await previewOnPaper(eyes, fed, previewed, signal)
      : await previewLive(
          eyes,
          fed,
          { previewed, without: await branchLook(fed, previewed, deployed, signal) },
          signal,
        );
    const of = isCurrent ? "merge" : merging.kind === "conflicts" ? "conflicting-head" : "head";
    return { preview, of };
  };
}
