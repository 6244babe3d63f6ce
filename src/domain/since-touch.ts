import type { CommitSha } from "./revision.ts";

/** So that the three spellings of each commit fit into one request to ECR, which takes a hundred image ids. */
const mostSinceTouch = 30;

/**
 * Cuts the way from a commit to the last touching one, newest first: of more than thirty commits the newest half and
 * the oldest half stay. A build that pushes on every commit has tagged the newest; one that runs only when its sources change
 * has tagged the merge that brought them, which is near the end.
 */
export function cutSinceTouch(way: readonly CommitSha[]): readonly CommitSha[] {
  if (way.length <= mostSinceTouch) return way;
  return [...way.slice(0, mostSinceTouch / 2), ...way.slice(-mostSinceTouch / 2)];
}
