import { failureOf } from "../domain/failure.ts";
import { type Observed, present, unreadable } from "../domain/observed.ts";
import type { ReleaseName } from "../domain/records.ts";
import type { Messages, RecentRelease } from "../domain/release.ts";
import { type CommitSha, commitSha } from "../domain/revision.ts";
import { releaseFolder } from "./record-names.ts";
import { releaseHead, releaseMessages } from "./record-shapes.ts";
import { named, understood, valueOf } from "./release-parameters.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";
import { putRecord } from "./write-parameter.ts";

/** How many releases of one environment are read again after a start. */
const mostRecent = 10;

/**
 * Writes down what was said about a release, as `…/<commit>/messages`: a parameter of its own, so that it never meets what a pass writes.
 * It goes with its release.
 */
export async function recordMessages(
  session: Session,
  { application, environment, commit }: ReleaseName,
  messages: Messages,
  signal?: AbortSignal,
): Promise<void> {
  await putRecord(
    session,
    `${releaseFolder(application, environment)}${commit}/messages`,
    { messages },
    signal,
  );
}

/** The releases of an environment, and what was said of commits on their way, that were written since a time; the oldest first, at most ten. */
export async function recentReleases(
  session: Session,
  where: { readonly application: string; readonly environment: string; readonly since: Date },
  signal?: AbortSignal,
): Promise<Observed<readonly RecentRelease[]>> {
  const { application, environment, since } = where;
  const folder = releaseFolder(application, environment);
  try {
    const found = (await named(session, folder, signal))
      .filter(({ at, parts }) => at >= since.getTime() && isCommit(parts[0] ?? ""))
      .toSorted((left, right) => right.at - left.at);
    const commits = [...new Set(found.map(({ parts }) => parts[0] ?? ""))].slice(0, mostRecent).toReversed();
    const recent: RecentRelease[] = [];
    for (const text of commits)
      recent.push(await readRecent(session, folder, { environment, commit: commitSha(text) }, signal));
    return present(recent);
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read the recent releases of ${environment}`)));
  }
}

function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

async function readRecent(
  session: Session,
  folder: string,
  of: { readonly environment: string; readonly commit: CommitSha },
  signal?: AbortSignal,
): Promise<RecentRelease> {
  const name = `${folder}${of.commit}`;
  const said = await valueOf(session, `${name}/messages`, signal);
  const head = await valueOf(session, name, signal);
  const messages = said === undefined ? {} : understood(`${name}/messages`, releaseMessages, said).messages;
  if (head === undefined) return { ...of, messages };
  const { branch, startedAt, endedAt, outcome } = understood(name, releaseHead, head);
  return { ...of, messages, release: { branch, startedAt, endedAt, outcome } };
}
