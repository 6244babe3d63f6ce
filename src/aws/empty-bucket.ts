import { DeleteObjectsCommand, ListObjectVersionsCommand, type ObjectIdentifier } from "@aws-sdk/client-s3";
import { ReconcileError } from "../domain/failure.ts";
import { abortable } from "./abortable.ts";
import type { Session } from "./sessions.ts";
import { codeOf, translateS3Error } from "./translate-error.ts";

/**
 * Deletes every version of every object of a bucket, and every mark of a deletion, a page of at most a thousand after the other. A bucket
 * that is not there is empty. https://docs.aws.amazon.com/AmazonS3/latest/userguide/empty-bucket.html
 */
export async function emptyBucket(session: Session, bucket: string, signal?: AbortSignal): Promise<void> {
  try {
    for (;;) {
      // From the start each time: what was listed is gone.
      const page = await session.s3.send(
        new ListObjectVersionsCommand({ Bucket: bucket }),
        abortable(signal),
      );
      const objects = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(
        ({ Key, VersionId }): ObjectIdentifier => ({
          Key,
          ...(VersionId === undefined ? {} : { VersionId }),
        }),
      );
      if (objects.length === 0) return;
      const answer = await session.s3.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
        abortable(signal),
      );
      const [error] = answer.Errors ?? [];
      if (error !== undefined) throw undeletable(bucket, error, session.principal);
    }
  } catch (error) {
    if (codeOf(error) === "NoSuchBucket") return;
    throw translateS3Error(
      error,
      `empty bucket ${bucket}`,
      session,
      "s3:ListBucketVersions, s3:DeleteObject and s3:DeleteObjectVersion",
    );
  }
}

function undeletable(
  bucket: string,
  error: {
    readonly Key?: string | undefined;
    readonly Code?: string | undefined;
    readonly Message?: string | undefined;
  },
  principal: string,
): ReconcileError {
  const lack =
    error.Code === "AccessDenied"
      ? `, which needs s3:DeleteObject and s3:DeleteObjectVersion for ${principal}`
      : "";
  return new ReconcileError({
    disposition: "stall",
    reason: "ObjectsNotDeleted",
    message: `${error.Key ?? "an object"} of bucket ${bucket} could not be deleted${lack}: ${error.Code ?? ""} ${error.Message ?? "S3 gave no reason"}`,
    remedy: `aws s3api list-object-versions --bucket ${bucket} --max-items 20`,
  });
}
