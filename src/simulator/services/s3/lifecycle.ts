import type {
  DeleteBucketLifecycleCommandInput,
  GetBucketLifecycleConfigurationCommandInput,
  PutBucketLifecycleConfigurationCommandInput,
} from "@aws-sdk/client-s3";
import type { CallContext } from "../../kernel/service.ts";
import { openBucket, s3Fault } from "./find-bucket.ts";
import { expireObject } from "./object-operations.ts";
import { buckets, type Bucket, type LifecycleRule } from "./s3-state.ts";

const day = 86_400_000;

/** PutBucketLifecycleConfiguration: expiry of current and noncurrent versions. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html */
export function putBucketLifecycle(
  context: CallContext,
  input: PutBucketLifecycleConfigurationCommandInput,
): object {
  const bucket = openBucket(context, input.Bucket, { action: "s3:PutLifecycleConfiguration" });
  const isFirst = bucket.lifecycle.length === 0;
  bucket.lifecycle = (input.LifecycleConfiguration?.Rules ?? []).map((rule, index) => ({
    id: rule.ID ?? `rule-${index}`,
    prefix: rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix ?? "",
    enabled: rule.Status === "Enabled",
    days: rule.Expiration?.Days,
    noncurrentDays: rule.NoncurrentVersionExpiration?.NoncurrentDays,
  }));
  if (isFirst && bucket.lifecycle.length > 0) nextRun(context, bucket);
  return {};
}

/** GetBucketLifecycleConfiguration. */
export function getBucketLifecycle(
  context: CallContext,
  input: GetBucketLifecycleConfigurationCommandInput,
): object {
  const { lifecycle } = openBucket(context, input.Bucket, { action: "s3:GetLifecycleConfiguration" });
  if (lifecycle.length === 0) {
    throw s3Fault("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist", 404);
  }
  return {
    Rules: lifecycle.map(({ id, prefix, enabled, days, noncurrentDays }) => ({
      ID: id,
      Filter: { Prefix: prefix },
      Status: enabled ? "Enabled" : "Disabled",
      ...(days === undefined ? {} : { Expiration: { Days: days } }),
      ...(noncurrentDays === undefined
        ? {}
        : { NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays } }),
    })),
  };
}

/** DeleteBucketLifecycle. */
export function deleteBucketLifecycle(
  context: CallContext,
  input: DeleteBucketLifecycleCommandInput,
): object {
  openBucket(context, input.Bucket, { action: "s3:PutLifecycleConfiguration" }).lifecycle = [];
  return {};
}

/**
 * A bucket's daily run: what is old enough goes. Ages count from the next midnight after the object's making, in UTC.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function runLifecycle(context: CallContext, { name }: { readonly name: string }): void {
  const bucket = context.state(buckets).get(name);
  if (bucket === undefined || bucket.lifecycle.length === 0) return;
  for (const rule of bucket.lifecycle) if (rule.enabled) expire(context, bucket, rule);
  nextRun(context, bucket);
}

function expire(context: CallContext, bucket: Bucket, { prefix, days, noncurrentDays }: LifecycleRule): void {
  const now = context.now.getTime();
  for (const [key, versions] of bucket.objects) {
    if (!key.startsWith(prefix)) continue;
    const kept = versions.filter((_version, index) => {
      const successor = versions[index + 1];
      return (
        successor === undefined ||
        noncurrentDays === undefined ||
        midnightAfter(successor.modifiedAt.getTime()) + noncurrentDays * day > now
      );
    });
    bucket.objects.set(key, kept);
    const current = kept.at(-1);
    if (current === undefined || days === undefined) continue;
    if (midnightAfter(current.modifiedAt.getTime()) + days * day > now) continue;
    // A delete marker that nothing stands behind goes as well.
    if (current.deleteMarker) {
      if (kept.length === 1) bucket.objects.delete(key);
    } else expireObject(context, bucket, key);
  }
}

function nextRun(context: CallContext, bucket: Bucket): void {
  const now = context.now.getTime();
  const afterMilliseconds = midnightAfter(now) - now;
  context.schedule({ event: "lifecycle", afterMilliseconds, payload: { name: bucket.name } });
}

function midnightAfter(time: number): number {
  return (Math.floor(time / day) + 1) * day;
}
