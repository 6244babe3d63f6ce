import type { RecordedState } from "../domain/records.ts";
import { type CommitSha, commitSha, type Revision, shortCommit } from "../domain/revision.ts";
import type { Source } from "../domain/source.ts";
import { type ChosenRevision, trailOf } from "./choose-revisions.ts";
import type { EnvironmentRevision } from "./resolve-revisions.ts";

/** A commit that a person named on the command line, in place of what each environment would take. */
export interface AskedCommit {
  /** At least its first seven digits. */
  readonly digits: string;
  /** `look`: any commit of the branch may be looked at. `apply`: only what is the head of its branch is applied. */
  readonly for: "look" | "apply";
}

/**
 * What each environment is planned for when a person asked for a commit. To look, that commit, wherever it is part of the environment's
 * branch. To apply, what the environment takes anyway (`chosen`), as long as the commit is the head of its branch: an older one is a
 * rollback, which pins it. Everything else is refused, each environment for itself.
 */
export async function revisionsAsAsked(
  source: Pick<Source, "isAncestor">,
  asked: AskedCommit | undefined,
  heads: ReadonlyMap<string, EnvironmentRevision>,
  chosen: ReadonlyMap<string, ChosenRevision>,
  records: RecordedState,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ChosenRevision>> {
  if (asked === undefined) return chosen;
  const found = await Promise.all(
    [...chosen].map(async ([environment, choice]): Promise<readonly [string, ChosenRevision]> => {
      const head = heads.get(environment);
      if (head?.kind !== "at") return [environment, choice];
      if (asked.for === "apply")
        return [
          environment,
          head.revision.commit.startsWith(asked.digits) ? choice : notHead(environment, head.revision, asked),
        ];
      return [environment, await lookedAt(source, environment, head.revision, asked, records, signal)];
    }),
  );
  return new Map(found);
}

async function lookedAt(
  source: Pick<Source, "isAncestor">,
  environment: string,
  head: Revision,
  { digits }: AskedCommit,
  records: RecordedState,
  signal: AbortSignal,
): Promise<ChosenRevision> {
  const commit = inFull(digits, environment, head, records);
  if (commit === undefined)
    return refused(
      environment,
      head,
      "CommitUnknown",
      `${digits} is neither the head of ${head.branch} nor a commit that came to ${environment}, so that it has to be named in full`,
      `git rev-parse ${digits}`,
    );
  if (commit === head.commit) return { kind: "at", revision: head };
  if (!(await source.isAncestor(commit, head.commit, signal)))
    return refused(
      environment,
      head,
      "NotInBranch",
      `${shortCommit(commit)} is not part of ${head.branch}, which feeds ${environment}`,
      `git branch --remotes --contains ${shortCommit(commit)}`,
    );
  const message = `this is the plan for ${shortCommit(commit)}, as it was asked for; ${head.branch} is at ${shortCommit(head.commit)}`;
  return {
    kind: "at",
    revision: { ...head, commit },
    behind: { head, reason: "AskedCommit", message, remedy: `autoland plan --environment ${environment}` },
  };
}

/** The whole id of a commit of which the first digits are known: of the head, or of what came to the environment. */
function inFull(
  digits: string,
  environment: string,
  head: Revision,
  records: RecordedState,
): CommitSha | undefined {
  if (digits.length === 40 || digits.length === 64) return commitSha(digits);
  const { arrivals, applied } = trailOf(records, environment);
  const known = new Set([
    head.commit,
    ...arrivals.map(({ commit }) => commit),
    ...(applied === undefined ? [] : [applied.commit]),
  ]);
  const [found, another] = [...known].filter((commit) => commit.startsWith(digits));
  return another === undefined ? found : undefined;
}

function notHead(environment: string, head: Revision, { digits }: AskedCommit): ChosenRevision {
  const short = digits.slice(0, 8);
  return refused(
    environment,
    head,
    "CommitNotHead",
    `${short} is not the head of ${head.branch}, which is at ${shortCommit(head.commit)}; an environment only moves to the head of its branch, or back by a rollback`,
    `autoland rollback ${environment} --to ${short}`,
  );
}

function refused(
  environment: string,
  revision: Revision,
  reason: string,
  message: string,
  remedy: string,
): ChosenRevision {
  return { kind: "refused", revision, held: { environment, reason, message, remedy, findings: [] } };
}
