import { CopyObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import pLimit from "p-limit";
import type { Artifact } from "../domain/desired.ts";
import { ReconcileError } from "../domain/failure.ts";
import type { CopySource } from "../domain/stored-assets.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { httpStatusOf, translateAwsError, translateS3Error } from "./translate-error.ts";

/** Who puts files into the artifact bucket. */
export interface Uploaders {
  /** The environment's role. */
  readonly environment: Session;
  /** The process itself, which alone may read what builds have put elsewhere. */
  readonly application: Session;
}

/** A site has a thousand files, and each is one or two short calls. */
const atOnce = 16;

/**
 * Puts the files that are not there yet. Keys hold their content's hash, so an object that is there is the right one, and what an
 * earlier run got done is not done again. Files of builds are copied inside S3 and never pass through this process.
 * Needs `s3:GetObject` (for HeadObject; without `s3:ListBucket` a missing object answers 403, which is taken for missing) and
 * `s3:PutObject`; as the process, `s3:GetObject` on the builds' bucket besides.
 */
export async function uploadArtifacts(
  { environment, application }: Uploaders,
  artifacts: readonly Artifact[],
  signal?: AbortSignal,
): Promise<void> {
  const limit = pLimit(atOnce);
  const failures: unknown[] = [];
  await limit.map(artifacts, async (artifact) => {
    // After the first failure the rest is not tried, but what has begun is waited for.
    if (failures.length > 0) return;
    const session = artifact.copiedFrom === undefined ? environment : application;
    await place(session, artifact, signal).catch((error: unknown) => failures.push(error));
  });
  if (failures.length > 0) throw failures[0];
}

async function place(session: Session, artifact: Artifact, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  if (await isThere(session, artifact, signal)) return;
  if (artifact.content !== undefined) return put(session, artifact, artifact.content, signal);
  if (artifact.copiedFrom !== undefined) return copy(session, artifact, artifact.copiedFrom, signal);
  throw missing(artifact);
}

async function isThere(session: Session, artifact: Artifact, signal?: AbortSignal): Promise<boolean> {
  try {
    await session.s3.send(
      new HeadObjectCommand({ Bucket: artifact.bucket, Key: artifact.key }),
      abortable(signal),
    );
    return true;
  } catch (error) {
    // An answer to HEAD has no body, so the status is all that AWS says.
    const status = httpStatusOf(error);
    if (status === 404) return false;
    const canBeMade = artifact.content !== undefined || artifact.copiedFrom !== undefined;
    if (status === 403 && canBeMade) return false;
    throw translateAwsError(error, `look for s3://${artifact.bucket}/${artifact.key}`);
  }
}

async function put(
  session: Session,
  artifact: Artifact,
  content: Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await session.s3.send(
      new PutObjectCommand({
        Bucket: artifact.bucket,
        Key: artifact.key,
        Body: content,
        ACL: "bucket-owner-full-control",
      }),
      abortable(signal),
    );
  } catch (error) {
    throw translateS3Error(error, `upload s3://${artifact.bucket}/${artifact.key}`, session, "s3:PutObject");
  }
}

/** One call for up to 5 GB (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html); tags stay behind, reading them needs more. */
async function copy(
  session: Session,
  { bucket, key }: Artifact,
  from: CopySource,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await session.s3.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: key,
        CopySource: encodeURIComponent(`${from.bucket}/${from.key}`),
        CopySourceIfMatch: `"${from.etag}"`,
        TaggingDirective: "REPLACE",
        ACL: "bucket-owner-full-control",
      }),
      abortable(signal),
    );
  } catch (error) {
    const status = httpStatusOf(error);
    if (status === 412 || status === 404) throw changed(from);
    const doing = `copy s3://${from.bucket}/${from.key} to s3://${bucket}/${key}`;
    throw translateS3Error(error, doing, session, "s3:GetObject on the first and s3:PutObject on the second");
  }
}

function changed({ bucket, key }: CopySource): ReconcileError {
  return new ReconcileError({
    disposition: "retry",
    reason: "AssetsChanged",
    message: `s3://${bucket}/${key} was written over or removed since it was looked at; the site is planned again`,
  });
}

function missing(artifact: Artifact): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "ArtifactMissing",
    message: `s3://${artifact.bucket}/${artifact.key} is gone, and the template points at it`,
    remedy: "Commit a change to the file that it was made from, so that it is made and uploaded again.",
  });
}
