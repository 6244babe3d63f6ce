import { createHash } from "node:crypto";
import type {
  CopyObjectCommandInput,
  DeleteObjectCommandInput,
  DeleteObjectsCommandInput,
  GetObjectCommandInput,
  PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import type { CallContext } from "../../kernel/service.ts";
import { openBucket, s3Fault } from "./find-bucket.ts";
import { checkReadConditions, checkWriteConditions } from "./object-conditions.ts";
import { sliceOf } from "./byte-range.ts";
import { currentVersion, type Bucket, type ObjectVersion } from "./s3-state.ts";

/** PutObject, conditional writes included. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export function putObject(context: CallContext, input: PutObjectCommandInput): object {
  const key = input.Key ?? "";
  const conditionValues = conditionsOf(input);
  const bucket = openBucket(context, input.Bucket, { action: "s3:PutObject", key, conditionValues });
  if (input.ACL !== undefined) openBucket(context, input.Bucket, { action: "s3:PutObjectAcl", key });
  checkWriteConditions(bucket, key, input);
  const content = input.Body instanceof Uint8Array ? input.Body : new Uint8Array();
  checkDigest(content, input.ContentMD5);
  const version = versionOf(context, bucket, content, input);
  store(bucket, key, version);
  return writeResult(bucket, version);
}

/** Headers that bucket policies speak about. https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html */
function conditionsOf({ ServerSideEncryption, ACL }: PutObjectCommandInput): Record<string, string> {
  return {
    ...(ServerSideEncryption === undefined
      ? {}
      : { "s3:x-amz-server-side-encryption": ServerSideEncryption }),
    ...(ACL === undefined ? {} : { "s3:x-amz-acl": ACL }),
  };
}

/** CopyObject, within the world; the source may be in another region. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export function copyObject(context: CallContext, input: CopyObjectCommandInput): object {
  const [path = "", versionQuery] = decodeURIComponent(input.CopySource ?? "")
    .replace(/^\//, "")
    .split("?versionId=");
  const slash = path.indexOf("/");
  const source = { Bucket: path.slice(0, slash), Key: path.slice(slash + 1) };
  const { version: found } = read(context, {
    ...source,
    VersionId: versionQuery,
    IfMatch: input.CopySourceIfMatch,
    anyRegion: true,
  });
  const key = input.Key ?? "";
  const bucket = openBucket(context, input.Bucket, { action: "s3:PutObject", key });
  if (input.ACL !== undefined) openBucket(context, input.Bucket, { action: "s3:PutObjectAcl", key });
  const version = versionOf(context, bucket, found.content, {
    ContentType: input.MetadataDirective === "REPLACE" ? input.ContentType : found.contentType,
    Metadata: input.MetadataDirective === "REPLACE" ? input.Metadata : found.metadata,
  });
  store(bucket, key, version);
  const result = { ETag: version.etag, LastModified: version.modifiedAt };
  return { ...writeResult(bucket, version), CopyObjectResult: result };
}

/** GetObject, with versions, ranges and conditions. */
export function getObject(context: CallContext, input: GetObjectCommandInput): object {
  const { bucket, version } = read(context, input);
  const range = sliceOf(version.content, input.Range);
  return { ...describe(bucket, version), ...range };
}

/** HeadObject: what GetObject would say, without the body. */
export function headObject(context: CallContext, input: GetObjectCommandInput): object {
  const { bucket, version } = read(context, input);
  return { ...describe(bucket, version), ContentLength: version.content.length };
}

/** DeleteObject: in a versioned bucket a delete marker, unless a version is named. A key that is not there is no error. */
export function deleteObject(context: CallContext, input: DeleteObjectCommandInput): object {
  const action = input.VersionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  const bucket = openBucket(context, input.Bucket, { action, key: input.Key });
  return remove(context, bucket, input.Key ?? "", input.VersionId);
}

/** DeleteObjects: up to a thousand. */
export function deleteObjects(context: CallContext, input: DeleteObjectsCommandInput): object {
  const objects = input.Delete?.Objects ?? [];
  if (objects.length > 1000) {
    throw s3Fault(
      "MalformedXML",
      "The XML you provided was not well-formed or did not validate against our published schema",
      400,
    );
  }
  const deleted = objects.map(({ Key, VersionId }) => {
    const action = VersionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
    const bucket = openBucket(context, input.Bucket, { action, key: Key });
    return { Key, VersionId, ...remove(context, bucket, Key ?? "", VersionId) };
  });
  return input.Delete?.Quiet === true ? {} : { Deleted: deleted };
}

/** Takes the current version of an object away, as a lifecycle rule does: a delete marker in a versioned bucket. */
export function expireObject(context: CallContext, bucket: Bucket, key: string): void {
  remove(context, bucket, key, undefined);
}

interface ReadInput {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
  readonly VersionId?: string | undefined;
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  /** Set for the source of a copy, which S3 fetches itself. */
  readonly anyRegion?: true;
}

function read(
  context: CallContext,
  input: ReadInput,
): { readonly bucket: Bucket; readonly version: ObjectVersion } {
  const key = input.Key ?? "";
  const action = input.VersionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  const anyRegion = input.anyRegion === true;
  const bucket = openBucket(context, input.Bucket, { action, key, anyRegion });
  const version =
    input.VersionId === undefined
      ? currentVersion(bucket, key)
      : bucket.objects.get(key)?.find(({ versionId }) => versionId === input.VersionId);
  if (version === undefined && input.VersionId !== undefined) {
    throw s3Fault("NoSuchVersion", "The specified version does not exist.", 404, {
      Key: key,
      VersionId: input.VersionId,
    });
  }
  if (version === undefined) {
    // Who may not list a bucket is not told that a key is missing: this refuses first.
    openBucket(context, input.Bucket, { action: "s3:ListBucket" });
    throw s3Fault("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
  }
  if (version.deleteMarker) {
    throw s3Fault("MethodNotAllowed", "The specified method is not allowed against this resource.", 405);
  }
  checkReadConditions(version, input);
  return { bucket, version };
}

function versionOf(
  context: CallContext,
  bucket: Bucket,
  content: Uint8Array,
  input: Partial<PutObjectCommandInput>,
): ObjectVersion {
  const keyId = input.SSEKMSKeyId ?? bucket.kmsKeyArn;
  return {
    versionId: bucket.versioning === "Enabled" ? context.random.hex(32) : "null",
    content: new Uint8Array(content),
    deleteMarker: false,
    etag: `"${createHash("md5").update(content).digest("hex")}"`,
    modifiedAt: new Date(Math.floor(context.now.getTime() / 1000) * 1000),
    contentType: input.ContentType ?? "binary/octet-stream",
    contentEncoding: input.ContentEncoding,
    cacheControl: input.CacheControl,
    metadata: input.Metadata ?? {},
    encryption: input.ServerSideEncryption ?? (keyId === undefined ? "AES256" : "aws:kms"),
    keyId,
  };
}

function store(bucket: Bucket, key: string, version: ObjectVersion): void {
  const older = (bucket.objects.get(key) ?? []).filter(({ versionId }) => versionId !== version.versionId);
  bucket.objects.set(key, [...older, version]);
}

function remove(context: CallContext, bucket: Bucket, key: string, versionId: string | undefined): object {
  const versions = bucket.objects.get(key) ?? [];
  if (versionId !== undefined) {
    setVersions(
      bucket,
      key,
      versions.filter((version) => version.versionId !== versionId),
    );
    return { VersionId: versionId };
  }
  if (bucket.versioning === undefined) {
    setVersions(bucket, key, []);
    return {};
  }
  const marker = { ...versionOf(context, bucket, new Uint8Array(), {}), deleteMarker: true };
  store(bucket, key, marker);
  return { DeleteMarker: true, VersionId: marker.versionId, DeleteMarkerVersionId: marker.versionId };
}

function setVersions(bucket: Bucket, key: string, versions: readonly ObjectVersion[]): void {
  if (versions.length === 0) bucket.objects.delete(key);
  else bucket.objects.set(key, versions);
}

function describe(bucket: Bucket, version: ObjectVersion): object {
  return {
    AcceptRanges: "bytes",
    ETag: version.etag,
    LastModified: version.modifiedAt,
    ContentType: version.contentType,
    ContentEncoding: version.contentEncoding,
    CacheControl: version.cacheControl,
    Metadata: version.metadata,
    VersionId: bucket.versioning === undefined ? undefined : version.versionId,
    ServerSideEncryption: version.encryption,
    SSEKMSKeyId: version.keyId,
  };
}

function writeResult(bucket: Bucket, version: ObjectVersion): object {
  return {
    ETag: version.etag,
    VersionId: bucket.versioning === undefined ? undefined : version.versionId,
    ServerSideEncryption: version.encryption,
    SSEKMSKeyId: version.keyId,
  };
}

function checkDigest(content: Uint8Array, md5: string | undefined): void {
  if (md5 === undefined || createHash("md5").update(content).digest("base64") === md5) return;
  throw s3Fault("BadDigest", "The Content-MD5 you specified did not match what we received.", 400);
}
