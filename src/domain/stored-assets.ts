import type { Observed } from "./observed.ts";

/** A place in S3 where a build has put the files of one commit. The prefix stands for the repository's root. */
export interface AssetPrefix {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
  /** Of the bucket; absent for the region that the process works in. */
  readonly region?: string;
}

/** One file that a build has put there. */
export interface StoredAsset {
  /** Below the prefix. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** S3's entity tag, without quotes: other content has another one. */
  readonly etag: string;
}

/** Looks at what builds have put into S3. */
export interface AssetListing {
  /** Every file below the prefix; without any it is `absent`. */
  listAssets(prefix: AssetPrefix, signal?: AbortSignal): Promise<Observed<readonly StoredAsset[]>>;
}

/** An object that is copied inside S3, in exactly this state: one that was written over since is not taken for it. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
}
