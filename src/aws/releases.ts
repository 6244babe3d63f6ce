import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import type { ReleaseName } from "../domain/records.ts";
import type { Release, ReleasedWorkload } from "../domain/release.ts";
import type { CommitSha } from "../domain/revision.ts";
import { releaseFolder } from "./record-names.ts";
import { releaseHead, releasePart, written } from "./record-shapes.ts";
import { broken, commitsOf, named, understood, valueOf } from "./release-parameters.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";
import { deleteRecord, putRecord } from "./write-parameter.ts";

/** How many releases of one environment are kept: a way back of weeks, and never more than a fraction of the 10,000 parameters of a region. */
export const mostReleases = 30;
/** Room of a part in bytes, with something to spare for its frame. */
const partRoom = 3_800;

/**
 * Writes a release as one parameter for what it is, `…/<commit>`, and as many as are needed for its workloads, `…/<commit>/<n>`. The
 * parts come first: a release whose head is there is whole. Then the oldest beyond `mostReleases` go. Needs `ssm:DescribeParameters`.
 */
export async function recordRelease(
  session: Session,
  application: string,
  release: Release,
  keep: readonly CommitSha[],
  signal?: AbortSignal,
): Promise<void> {
  const name = `${releaseFolder(application, release.environment)}${release.commit}`;
  const parts = partsOf(release.workloads);
  for (const [index, workloads] of parts.entries())
    await putRecord(session, `${name}/${index + 1}`, { workloads }, signal);
  const { branch, startedAt, endedAt, outcome } = release;
  const head = { branch, startedAt: written(startedAt), endedAt: written(endedAt), outcome };
  await putRecord(session, name, { ...head, parts: parts.length }, signal);
  await sweep(session, application, release, keep, signal);
}

/** Reads a release by its commit. A missing part makes all of it unreadable. */
export async function readRelease(
  session: Session,
  { application, environment, commit }: ReleaseName,
  signal?: AbortSignal,
): Promise<Observed<Release>> {
  const name = `${releaseFolder(application, environment)}${commit}`;
  try {
    const text = await valueOf(session, name, signal);
    if (text === undefined) return absent;
    const { parts, ...head } = understood(name, releaseHead, text);
    const workloads: Record<string, ReleasedWorkload> = {};
    for (let index = 1; index <= parts; index += 1) {
      const part = await valueOf(session, `${name}/${index}`, signal);
      if (part === undefined) return unreadable(broken(name, `its part ${index} is missing`));
      Object.assign(workloads, understood(`${name}/${index}`, releasePart, part).workloads);
    }
    return present({ environment, commit, ...head, workloads });
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `read release ${name}`)));
  }
}

/** The commits of an environment's releases, the one that was written last first. */
export async function listReleases(
  session: Session,
  application: string,
  environment: string,
  signal?: AbortSignal,
): Promise<Observed<readonly CommitSha[]>> {
  try {
    const found = await named(session, releaseFolder(application, environment), signal);
    return present(commitsOf(found));
  } catch (error) {
    return unreadable(failureOf(translateAwsError(error, `list the releases of ${environment}`)));
  }
}

async function sweep(
  session: Session,
  application: string,
  { environment, commit }: Release,
  keep: readonly CommitSha[],
  signal?: AbortSignal,
): Promise<void> {
  const found = await named(session, releaseFolder(application, environment), signal);
  const kept = new Set([...commitsOf(found).slice(0, mostReleases), commit, ...keep]);
  for (const { name, parts } of found) {
    const of = parts[0] ?? "";
    if (![...kept].some((each) => each === of)) await deleteRecord(session, name, signal);
  }
}

function partsOf(
  workloads: Readonly<Record<string, ReleasedWorkload>>,
): readonly Readonly<Record<string, ReleasedWorkload>>[] {
  const parts: Record<string, ReleasedWorkload>[] = [];
  let room = 0;
  for (const [name, workload] of Object.entries(workloads)) {
    const size = Buffer.byteLength(JSON.stringify({ [name]: workload })) + 1;
    const last = parts.at(-1);
    if (last === undefined || size > room) {
      parts.push({ [name]: workload });
      room = partRoom - size;
    } else {
      last[name] = workload;
      room -= size;
    }
  }
  return parts;
}
