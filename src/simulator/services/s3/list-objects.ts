import type {
  ListObjectsCommandInput,
  ListObjectsV2CommandInput,
  ListObjectVersionsCommandInput,
} from "@aws-sdk/client-s3";
import type { CallContext } from "../../kernel/service.ts";
import { openBucket, s3Fault } from "./find-bucket.ts";
import { currentVersion, type Bucket } from "./s3-state.ts";

/** At most a thousand keys and common prefixes a page. */
const largestPage = 1000;

/** ListObjectsV2. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjectsV2(context: CallContext, input: ListObjectsV2CommandInput): object {
  const bucket = openBucket(context, input.Bucket, { action: "s3:ListBucket" });
  const after = input.ContinuationToken === undefined ? input.StartAfter : keyIn(input.ContinuationToken);
  const page = listPage(bucket, { ...input, after });
  return {
    ...page.described,
    KeyCount: page.count,
    StartAfter: input.StartAfter,
    ContinuationToken: input.ContinuationToken,
    NextContinuationToken: page.last === undefined ? undefined : tokenFor(page.last),
  };
}

/** ListObjects, the first version of the same. */
export function listObjects(context: CallContext, input: ListObjectsCommandInput): object {
  const bucket = openBucket(context, input.Bucket, { action: "s3:ListBucket" });
  const page = listPage(bucket, { ...input, after: input.Marker });
  return { ...page.described, Marker: input.Marker ?? "", NextMarker: page.last };
}

/** ListObjectVersions: versions and delete markers, the newest of a key first. All in one page. */
export function listObjectVersions(context: CallContext, input: ListObjectVersionsCommandInput): object {
  const bucket = openBucket(context, input.Bucket, { action: "s3:ListBucketVersions" });
  const keys = [...bucket.objects.keys()].filter((key) => key.startsWith(input.Prefix ?? "")).toSorted();
  const all = keys.flatMap((key) =>
    (bucket.objects.get(key) ?? [])
      .toReversed()
      .map((version, index) => ({ key, version, isLatest: index === 0 })),
  );
  const described = all.map(({ key, version, isLatest }) => ({
    marker: version.deleteMarker,
    entry: {
      Key: key,
      VersionId: version.versionId,
      IsLatest: isLatest,
      LastModified: version.modifiedAt,
      ...(version.deleteMarker
        ? {}
        : { ETag: version.etag, Size: version.content.length, StorageClass: "STANDARD" }),
    },
  }));
  return {
    Name: bucket.name,
    Prefix: input.Prefix ?? "",
    IsTruncated: false,
    MaxKeys: largestPage,
    Versions: described.filter(({ marker }) => !marker).map(({ entry }) => entry),
    DeleteMarkers: described.filter(({ marker }) => marker).map(({ entry }) => entry),
  };
}

interface ListQuery {
  readonly Prefix?: string | undefined;
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
  readonly after: string | undefined;
}

function listPage(
  bucket: Bucket,
  query: ListQuery,
): { readonly described: object; readonly count: number; readonly last: string | undefined } {
  const prefix = query.Prefix ?? "";
  const size = Math.min(query.MaxKeys ?? largestPage, largestPage);
  const names = namesIn(bucket, prefix, query.Delimiter).filter((name) => name > (query.after ?? ""));
  const shown = names.slice(0, size);
  const truncated = names.length > shown.length;
  const isPrefix = (name: string): boolean => !bucket.objects.has(name);
  return {
    described: {
      Name: bucket.name,
      Prefix: prefix,
      Delimiter: query.Delimiter,
      MaxKeys: size,
      IsTruncated: truncated,
      Contents: shown.filter((name) => !isPrefix(name)).map((key) => describe(bucket, key)),
      CommonPrefixes: shown.filter(isPrefix).map((name) => ({ Prefix: name })),
    },
    count: shown.length,
    last: truncated ? shown.at(-1) : undefined,
  };
}

/** Keys, and instead of those that hold the delimiter after the prefix the part up to it. */
function namesIn(bucket: Bucket, prefix: string, delimiter: string | undefined): string[] {
  const names = new Set<string>();
  for (const key of bucket.objects.keys()) {
    if (!key.startsWith(prefix) || currentVersion(bucket, key) === undefined) continue;
    const cut = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    names.add(cut < 0 ? key : key.slice(0, cut + (delimiter ?? "").length));
  }
  return [...names].toSorted((left, right) => (left < right ? -1 : 1));
}

function describe(bucket: Bucket, key: string): object {
  const version = currentVersion(bucket, key);
  return {
    Key: key,
    LastModified: version?.modifiedAt,
    ETag: version?.etag,
    Size: version?.content.length,
    StorageClass: "STANDARD",
  };
}

function tokenFor(key: string): string {
  return Buffer.from(key).toString("base64url");
}

function keyIn(token: string): string {
  const key = Buffer.from(token, "base64url").toString();
  if (tokenFor(key) === token) return key;
  throw s3Fault("InvalidArgument", "The continuation token provided is incorrect", 400);
}
