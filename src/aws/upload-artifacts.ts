import { HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Artifact } from "../domain/desired.ts";
import { ReconcileError } from "../domain/failure.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { httpStatusOf, translateAwsError } from "./translate-error.ts";

/**
 * Puts the files that are not there yet. Keys hold their content's hash, so an object that is there is the right one.
 * Needs `s3:GetObject` (for HeadObject; without `s3:ListBucket` a missing object answers 403, which is taken for missing) and `s3:PutObject`.
 */
export async function uploadArtifacts(
  session: Session,
  artifacts: readonly Artifact[],
  signal?: AbortSignal,
): Promise<void> {
  for (const artifact of artifacts) {
    if (await isThere(session, artifact, signal)) continue;
    if (artifact.content === undefined) throw missing(artifact);
    await put(session, artifact, artifact.content, signal);
  }
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
    if (status === 403 && artifact.content !== undefined) return false;
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
    throw translateAwsError(error, `upload s3://${artifact.bucket}/${artifact.key}`);
  }
}

function missing(artifact: Artifact): ReconcileError {
  return new ReconcileError({
    disposition: "stall",
    reason: "ArtifactMissing",
    message: `s3://${artifact.bucket}/${artifact.key} is gone, and the template points at it`,
    remedy: "Commit a change to the file that it was made from, so that it is made and uploaded again.",
  });
}
