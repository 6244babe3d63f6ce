import {
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { ObjectIdentifier } from "@aws-sdk/client-s3";
import type { CustomResource } from "../custom-resource/custom-resource.ts";
import { lambdaHandler } from "../custom-resource/entry.ts";
import { isNamed } from "../custom-resource/reason.ts";

/**
 * Empties a bucket on Delete, all versions and delete markers, so that CloudFormation can delete it; a bucket that is gone
 * is fine. Create and Update do nothing. copilot-model.md 6.
 */
export const bucketCleaner: CustomResource = {
  doing: ({ properties }) => `Emptying bucket ${properties.text("BucketName")}`,
  physicalId: (event) => event.PhysicalResourceId ?? `bucket-cleaner-${event.LogicalResourceId}`,
  create: () => Promise.resolve({}),
  update: () => Promise.resolve({}),
  async delete(request) {
    const bucket = request.properties.text("BucketName");
    const client = new S3Client(request.aws);
    if (!(await exists(client, bucket))) return;
    for (;;) {
      // Always from the start: what was listed is deleted, and load balancers may still have written since.
      const objects = await firstObjects(client, bucket);
      if (objects.length === 0) return;
      await deleteObjects(client, bucket, objects);
      await request.pause(0, `bucket ${bucket} to run empty`);
    }
  },
};

/** What Lambda calls for `BucketCleanerFunction`. */
export const handler = lambdaHandler(bucketCleaner);

async function exists(client: S3Client, bucket: string): Promise<boolean> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    // A HEAD request's answer has no body, so S3 can only say 404.
    if (isNamed(error, "NotFound") || isNamed(error, "NoSuchBucket")) return false;
    throw error;
  }
}

async function firstObjects(client: S3Client, bucket: string): Promise<ObjectIdentifier[]> {
  const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].flatMap(
    ({ Key: key, VersionId: version }) =>
      key === undefined ? [] : [{ Key: key, ...(version === undefined ? {} : { VersionId: version }) }],
  );
}

async function deleteObjects(client: S3Client, bucket: string, objects: ObjectIdentifier[]): Promise<void> {
  const { Errors: errors = [] } = await client.send(
    new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
  );
  const [first] = errors;
  if (first === undefined) return;
  throw new Error(
    `${errors.length} of ${objects.length} objects cannot be deleted, first ${first.Key ?? "one without a key"}: ${first.Code ?? ""} ${first.Message ?? ""}. Empty the bucket and delete again.`,
  );
}
