import type { Cell } from "../../kernel/cells.ts";
import type { Tags } from "../tags.ts";

/** One version of an object; a delete marker has no content. */
export interface ObjectVersion {
  /** The text `null` in a bucket without versioning. */
  readonly versionId: string;
  readonly content: Uint8Array;
  readonly deleteMarker: boolean;
  /** With its quotes, as S3 writes it. */
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly contentType: string;
  readonly contentEncoding: string | undefined;
  readonly cacheControl: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly encryption: string;
  readonly keyId: string | undefined;
}

/** What a bucket does to old objects by itself, once a day. */
export interface LifecycleRule {
  readonly id: string;
  readonly prefix: string;
  readonly enabled: boolean;
  /** Days after which the current version expires. */
  readonly days: number | undefined;
  /** Days after which a version that is no longer current goes. */
  readonly noncurrentDays: number | undefined;
}

/** A bucket, with the versions of each key, the newest last. */
export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: Date;
  versioning: "Enabled" | "Suspended" | undefined;
  /** JSON text. */
  policy: string | undefined;
  /** Key of the default encryption; absent for AES256. */
  kmsKeyArn: string | undefined;
  tags: Tags;
  lifecycle: readonly LifecycleRule[];
  readonly objects: Map<string, readonly ObjectVersion[]>;
}

/** All buckets: their names are unique in the world. */
export const buckets: Cell<Map<string, Bucket>> = {
  name: "s3/buckets",
  scope: "world",
  initial: () => new Map(),
};

/** The version that a plain GET sees: the newest, unless it is a delete marker. */
export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  const newest = bucket.objects.get(key)?.at(-1);
  return newest === undefined || newest.deleteMarker ? undefined : newest;
}
