import type { ObservedApplication } from "../domain/observed-application.ts";
import type { Held } from "../domain/plan.ts";
import type { RecordedState } from "../domain/records.ts";
import { type CommitSha, commitSha, type Revision, shortCommit } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";
import { stampOf } from "../template/stamp.ts";
import { trailOf } from "./choose-revisions.ts";

/**
 * Holds an environment whose branch does not descend from what was applied there last: somebody has rewritten it, or the environment was
 * given another branch. What was applied last is recorded; where the record is lost, the stamp of the stack that changed last tells.
 */
export async function heldByRewriting(
  source: Pick<Source, "isAncestor">,
  about: { readonly environment: string; readonly head: Revision },
  known: { readonly observed: ObservedApplication; readonly records: RecordedState },
  signal: AbortSignal,
): Promise<Held | undefined> {
  const { environment, head } = about;
  const applied = lastApplied(environment, known);
  if (applied === undefined || applied === head.commit) return undefined;
  if (await source.isAncestor(applied, head.commit, signal)) return undefined;
  for (const accepted of known.records.acceptedHeads) {
    if (accepted.environment !== environment || accepted.instead !== applied) continue;
    if (accepted.commit === head.commit || (await source.isAncestor(accepted.commit, head.commit, signal)))
      return undefined;
  }
  return {
    environment,
    reason: "HistoryRewritten",
    message: `branch ${head.branch} is at ${shortCommit(head.commit)}, which does not descend from ${shortCommit(applied)}, the commit that was applied to ${environment} last`,
    remedy: `If the branch was rewritten on purpose, accept its head: autoland resume ${environment} --reason REASON`,
    findings: [],
  };
}

/** The commit that was applied to an environment last, completely or not; undefined where Autoland never applied one. */
export function lastApplied(
  environment: string,
  known: { readonly observed: ObservedApplication; readonly records: RecordedState },
): CommitSha | undefined {
  return trailOf(known.records, environment).applied?.commit ?? newestStamp(environment, known.observed);
}

function newestStamp(environment: string, observed: ObservedApplication): CommitSha | undefined {
  const found = observed.environments.get(environment);
  const stamped = [...(found?.workloads.values() ?? [])].flatMap((stack) => {
    if (stack.kind !== "present" || stack.value.template.kind !== "read") return [];
    const commit = stampOf(stack.value.template.template)?.commit;
    if (commit === undefined || !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) return [];
    return [{ commit, at: (stack.value.updatedAt ?? stack.value.createdAt).getTime() }];
  });
  const newest = stamped.toSorted((left, right) => right.at - left.at)[0];
  return newest === undefined ? undefined : commitSha(newest.commit);
}
