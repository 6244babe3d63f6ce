import type { DecisionMade } from "../../domain/decision-made.ts";
import { ReconcileError } from "../../domain/failure.ts";
import { type CommitSha, shortCommit } from "../../domain/revision.ts";
import { resolveRevisions } from "../resolve-revisions.ts";
import { type Desk, signature } from "./desk.ts";

/** Where to go back to. */
export interface RollbackRequest {
  readonly environment: string;
  /** At least the first seven digits. */
  readonly commit: string;
  readonly reason?: string;
}

/**
 * Sends an environment back to a commit that was deployed there and is part of its branch, with the images that ran then, and keeps it there
 * until it is resumed.
 */
export async function rollback(
  desk: Desk,
  request: RollbackRequest,
  signal: AbortSignal,
): Promise<DecisionMade> {
  const { eyes, records, subject } = desk;
  const { environment, reason } = request;
  const { application } = subject;
  const commit = await releasedCommit(desk, request, signal);
  const heads = resolveRevisions(eyes.source.repository, subject.branches, await eyes.source.heads(signal));
  const head = heads.get(environment);
  if (head?.kind !== "at")
    throw refusal(
      "BranchMissing",
      `${environment} has no branch now, so that nobody can say what is part of it`,
    );
  const { branch, commit: newest } = head.revision;
  if (commit !== newest && !(await eyes.source.isAncestor(commit, newest, signal)))
    throw refusal("NotInBranch", `${shortCommit(commit)} is not part of ${branch}`);
  const release = await records.readRelease({ application, environment, commit }, signal);
  if (release.kind === "unreadable") throw new ReconcileError(release.failure);
  if (release.kind === "absent" || release.value.outcome !== "deployed")
    throw refusal("ReleaseMissing", `${shortCommit(commit)} was never completely deployed in ${environment}`);
  await records.record(
    application,
    {
      kind: "pin",
      environment,
      commit,
      at: eyes.clock.now(),
      ...signature(desk),
      ...(reason === undefined ? {} : { reason }),
    },
    signal,
  );
  return {
    command: "rollback",
    application,
    environment,
    commit,
    ...(reason === undefined ? {} : { reason }),
    messages: [
      `${environment} goes to ${branch}@${shortCommit(commit)} with the next pass and stays there until: autoland resume ${environment}`,
    ],
  };
}

async function releasedCommit(
  { records, subject }: Desk,
  { environment, commit }: RollbackRequest,
  signal: AbortSignal,
): Promise<CommitSha> {
  const listed = await records.listReleases(subject.application, environment, signal);
  if (listed.kind === "unreadable") throw new ReconcileError(listed.failure);
  const known = listed.kind === "absent" ? [] : listed.value;
  const [found, another] = known.filter((each) => each.startsWith(commit));
  if (found !== undefined && another === undefined) return found;
  const some = known.slice(0, 10).map(shortCommit).join(", ");
  throw refusal(
    found === undefined ? "ReleaseMissing" : "AmbiguousCommit",
    found === undefined
      ? `${commit} was not deployed in ${environment} as far as it is recorded; ${some === "" ? "nothing is" : `the last were ${some}`}`
      : `${commit} is the beginning of several commits that were deployed in ${environment}`,
  );
}

function refusal(reason: string, message: string): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason,
    message,
    remedy: "Choose a commit that was deployed there and is part of its branch.",
  });
}
