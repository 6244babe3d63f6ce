import type { WireRequest } from "./wire.ts";

/** What an S3 request is about: the service, a bucket, or an object. */
export interface S3Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/**
 * Finds bucket and key in a virtual-hosted request (`bucket.s3.eu-west-1.amazonaws.com/key`, `bucket.localhost/key`) or
 * a path-style one (`s3.eu-west-1.amazonaws.com/bucket/key`, `127.0.0.1/bucket/key`).
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3AddressOf(request: WireRequest): S3Address {
  const path = decodeURIComponent(request.path.replace(/^\//, ""));
  const hosted = bucketInHost(request.host);
  if (hosted !== undefined) return { bucket: hosted, key: path === "" ? undefined : path };
  const slash = path.indexOf("/");
  if (path === "") return { bucket: undefined, key: undefined };
  if (slash < 0) return { bucket: path, key: undefined };
  const key = path.slice(slash + 1);
  return { bucket: path.slice(0, slash), key: key === "" ? undefined : key };
}

function bucketInHost(host: string): string | undefined {
  return (
    /^(.+)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/.exec(host)?.[1] ??
    /^(.+)\.localhost$/.exec(host)?.[1]
  );
}
