import { DescribeParametersCommand, GetParameterCommand } from "@aws-sdk/client-ssm";
import type { z } from "zod";
import { type Failure, failureOf, ReconcileError } from "../domain/failure.ts";
import { absent, type Observed, present, unreadable } from "../domain/observed.ts";
import type { ReleaseName } from "../domain/records.ts";
import type { Release, ReleasedWorkload } from "../domain/release.ts";
import { type CommitSha, commitSha } from "../domain/revision.ts";
import { abortable } from "./abortable.ts";
import { releaseFolder } from "./record-names.ts";
import { recordJson, releaseHead, releasePart, written } from "./record-shapes.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateAwsError } from "./translate-error.ts";
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
  const { branch, startedAt, endedAt, outcome, messages } = release;
  const head = { branch, startedAt: written(startedAt), endedAt: written(endedAt), outcome, messages };
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

interface NamedRelease {
  readonly name: string;
  /** Commit, and number of the part. */
  readonly parts: readonly string[];
  readonly at: number;
}

async function named(
  session: Session,
  folder: string,
  signal?: AbortSignal,
): Promise<readonly NamedRelease[]> {
  const found: NamedRelease[] = [];
  let token: string | undefined;
  do {
    const page = await session.ssm.send(
      new DescribeParametersCommand({
        ParameterFilters: [{ Key: "Path", Option: "Recursive", Values: [folder.replace(/\/$/, "")] }],
        MaxResults: 50,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
      abortable(signal),
    );
    for (const { Name: name = "", LastModifiedDate: date } of page.Parameters ?? [])
      found.push({ name, parts: name.slice(folder.length).split("/"), at: date?.getTime() ?? 0 });
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

function commitsOf(found: readonly NamedRelease[]): readonly CommitSha[] {
  return found
    .filter(({ parts }) => parts.length === 1 && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(parts[0] ?? ""))
    .toSorted((left, right) => right.at - left.at)
    .map(({ parts }) => commitSha(parts[0] ?? ""));
}

async function valueOf(session: Session, name: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const answer = await session.ssm.send(new GetParameterCommand({ Name: name }), abortable(signal));
    return answer.Parameter?.Value;
  } catch (error) {
    if (codeOf(error) === "ParameterNotFound") return undefined;
    throw error;
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

function understood<T>(name: string, shape: z.ZodType<T>, text: string): T {
  try {
    return shape.parse(recordJson(text));
  } catch (error) {
    throw new ReconcileError(broken(name, "its value is not understood by this version"), { cause: error });
  }
}

function broken(name: string, why: string): Failure {
  return {
    disposition: "stall",
    reason: "RecordUnreadable",
    message: `release ${name} cannot be used: ${why}`,
    remedy: "Choose another commit: `autoland rollback` lists those that are recorded.",
  };
}
