import { failureOf } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import type { ReleaseName } from "../domain/records.ts";
import type { Release, ReleasedWorkload } from "../domain/release.ts";
import type { CommitSha } from "../domain/revision.ts";
import { releaseFolder } from "./record-names.ts";
import { releaseHead, releasePart, written } from "./record-shapes.ts";
import { broken, commitsOf, named, type NamedRelease, understood, valueOf } from "./release-parameters.ts";
import type { Session } from "./sessions.ts";
import { translateAwsError } from "./translate-error.ts";
import { deleteRecord, putRecord } from "./write-parameter.ts";

/** How many releases of one environment are kept: a way back of weeks, and never more than a fraction of the 10,000 parameters of a region. */
export const mostReleases = 30;
/** Room of a part in bytes, with something to spare for its frame. */
const partRoom = 3_800;
/** What a head takes of it besides workloads: a branch of 244 bytes, which is as long as GitHub's get, two times, an outcome. */
const headFrame = 500;

/** The parameters of environments' releases as they were listed last and written since, by folder: what to sweep without listing them again. */
export type KnownReleases = Map<string, readonly NamedRelease[]>;

/**
 * Writes a release as one parameter, `…/<commit>`, and as many more as its workloads need, `…/<commit>/<n>`. Those come first: a
 * release whose head is there is whole. Then the oldest beyond `mostReleases` go. Needs `ssm:DescribeParameters`, once for each environment
 * in the life of `known`; what another process writes meanwhile is swept by whoever lists them next.
 */
export async function recordRelease(
  session: Session,
  application: string,
  release: Release,
  { keep, known }: { readonly keep: readonly CommitSha[]; readonly known: KnownReleases },
  signal?: AbortSignal,
): Promise<void> {
  const folder = releaseFolder(application, release.environment);
  const name = `${folder}${release.commit}`;
  const [first, ...parts] = partsOf(release.workloads);
  const before = known.get(folder);
  // What fails in between leaves nobody knowing what there is.
  known.delete(folder);
  for (const [index, workloads] of parts.entries())
    await putRecord(session, `${name}/${index + 1}`, { workloads }, signal);
  const { branch, startedAt, endedAt, outcome } = release;
  const head = { branch, startedAt: written(startedAt), endedAt: written(endedAt), outcome };
  await putRecord(session, name, { ...head, workloads: first ?? {}, parts: parts.length }, signal);
  const found =
    before === undefined
      ? await named(session, folder, signal)
      : withRelease(before, { folder, commit: release.commit, parts: parts.length });
  known.set(folder, await swept(session, found, release.commit, keep, signal));
}

/** The list with the parameters of a release that was just written, among them what may have been said about it. */
function withRelease(
  before: readonly NamedRelease[],
  { folder, commit, parts }: { readonly folder: string; readonly commit: CommitSha; readonly parts: number },
): readonly NamedRelease[] {
  const at = Math.max(0, ...before.map((each) => each.at)) + 1;
  const further = Array.from({ length: parts }, (_, index) => String(index + 1));
  const own = [[commit], ...[...further, "messages"].map((part) => [commit, part])];
  return [
    ...before.filter((each) => each.parts[0] !== commit),
    ...own.map((names) => ({ name: `${folder}${names.join("/")}`, parts: names, at })),
  ];
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
    const { parts, workloads: first, ...head } = understood(name, releaseHead, text);
    const workloads: Record<string, ReleasedWorkload> = { ...first };
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

/** Deletes the parameters of the oldest releases; answers those that stay. */
async function swept(
  session: Session,
  found: readonly NamedRelease[],
  commit: CommitSha,
  keep: readonly CommitSha[],
  signal?: AbortSignal,
): Promise<readonly NamedRelease[]> {
  const kept = new Set<string>([...commitsOf(found).slice(0, mostReleases), commit, ...keep]);
  for (const { name, parts } of found)
    if (!kept.has(parts[0] ?? "")) await deleteRecord(session, name, signal);
  return found.filter(({ parts }) => kept.has(parts[0] ?? ""));
}

/** Workloads in parts that have room for them; the first, which may be empty, stands in the head. */
function partsOf(
  workloads: Readonly<Record<string, ReleasedWorkload>>,
): readonly Readonly<Record<string, ReleasedWorkload>>[] {
  let last: Record<string, ReleasedWorkload> = {};
  let room = partRoom - headFrame;
  const parts = [last];
  for (const [name, workload] of Object.entries(workloads)) {
    const size = Buffer.byteLength(JSON.stringify({ [name]: workload })) + 1;
    if (size > room) {
      last = {};
      parts.push(last);
      room = partRoom;
    }
    last[name] = workload;
    room -= size;
  }
  return parts;
}
