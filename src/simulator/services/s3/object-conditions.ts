import { s3Fault } from "./find-bucket.ts";
import { currentVersion, type Bucket, type ObjectVersion } from "./s3-state.ts";

interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

/**
 * Conditional writes: `If-None-Match: *` writes only what is not there, `If-Match` only over the version that has the
 * ETag. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function checkWriteConditions(bucket: Bucket, key: string, conditions: Conditions): void {
  const current = currentVersion(bucket, key);
  if (conditions.IfNoneMatch === "*" && current !== undefined) throw preconditionFailed("If-None-Match");
  if (conditions.IfMatch === undefined) return;
  if (current === undefined) {
    throw s3Fault("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
  }
  if (!sameTag(current.etag, conditions.IfMatch)) throw preconditionFailed("If-Match");
}

/** Conditional reads; what was not modified is an error for SDK users, as on AWS. */
export function checkReadConditions(version: ObjectVersion, conditions: Conditions): void {
  const { IfMatch, IfNoneMatch } = conditions;
  if (IfMatch !== undefined && !sameTag(version.etag, IfMatch)) throw preconditionFailed("If-Match");
  if (IfNoneMatch !== undefined && sameTag(version.etag, IfNoneMatch)) {
    throw s3Fault("NotModified", "Not Modified", 304);
  }
}

function sameTag(etag: string, wanted: string): boolean {
  return wanted === "*" || etag.replaceAll('"', "") === wanted.replaceAll('"', "");
}

function preconditionFailed(condition: string): Error {
  return s3Fault("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412, {
    Condition: condition,
  });
}
