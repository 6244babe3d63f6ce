import type { Artifact } from "../domain/desired.ts";
import type { StoredAsset } from "../domain/stored-assets.ts";
import { sha256 } from "../template/digest.ts";
import type { BuildPlace } from "./build-place.ts";
import type { FileQuestion } from "./commit-files.ts";

/** A file of a site: its path from the repository's root, and where it is or will be in the artifact bucket. */
export interface SiteFile {
  readonly path: string;
  readonly artifact: Artifact;
}

/** What a build has of one source. The message of a refusal completes "<source> cannot be used: …". */
export type BuiltFiles =
  | { readonly kind: "files"; readonly files: readonly SiteFile[] }
  | { readonly kind: "missing" }
  | { readonly kind: "refused"; readonly message: string };

/** What one call of S3 copies. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const largestCopy = 5 * 1024 ** 3;

/**
 * The files of one source among those that a build has put into S3. They are copied within S3 and not read here, so their key is made
 * of S3's entity tag and the size: equal files of two builds come to one key as long as S3 tags them by their content, which it does
 * unless they are encrypted with a KMS key or uploaded in parts of other sizes; unequal files never do.
 */
export function builtFiles(
  { path, wants }: FileQuestion,
  { prefix, complete }: BuildPlace,
  stored: readonly StoredAsset[],
  bucket: string,
): BuiltFiles {
  const below = stored.filter(
    (asset) =>
      asset.path !== complete && (path === "" || asset.path === path || asset.path.startsWith(`${path}/`)),
  );
  if (below.length === 0) return { kind: "missing" };
  const wanted = below.filter((asset) => wants(asset.path));
  const odd = wanted.find((asset) => !isPlain(asset.path));
  if (odd !== undefined)
    return { kind: "refused", message: `${odd.path} in ${prefix.bucket} is no path of a file` };
  const large = wanted.find(({ size }) => size > largestCopy);
  if (large !== undefined)
    return { kind: "refused", message: `${large.path} is larger than the 5 GiB that S3 copies at once` };
  return { kind: "files", files: wanted.map((asset) => siteFile(asset, prefix, bucket)) };
}

function siteFile({ path, etag, size }: StoredAsset, prefix: BuildPlace["prefix"], bucket: string): SiteFile {
  const key = `local-assets/${sha256(`s3 ${etag} ${size}`)}`;
  const copiedFrom = { bucket: prefix.bucket, key: prefix.prefix + path, etag };
  return { path, artifact: { bucket, key, copiedFrom } };
}

/** S3 takes any text as a key; one that means another path once it is joined to a destination is refused. */
function isPlain(path: string): boolean {
  return !/\p{Cc}|\\/u.test(path) && path.split("/").every((part) => !["", ".", ".."].includes(part));
}
