import { RenderRefusal } from "../refusal.ts";

/** Where the mapping file of a site's assets is: which artifact goes to which path, with which content type. */
export interface AssetMapping {
  readonly bucket: string;
  readonly path: string;
}

/** Reads the S3 URL of a mapping file, `s3://<bucket>/<key>` or `https://<bucket>.s3.<region>.amazonaws.com/<key>`. Without a URL both parts are empty. */
export function assetMapping(url: string | undefined): AssetMapping {
  if (url === undefined || url === "") return { bucket: "", path: "" };
  const match =
    /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? /^https:\/\/([^./]+(?:\.[^/]*?)?)\.s3[.-][^/]*\/(.+)$/.exec(url);
  const [, bucket, path] = match ?? [];
  if (bucket === undefined || path === undefined) throw noS3Url(url);
  return { bucket, path };
}

function noS3Url(url: string): RenderRefusal {
  return new RenderRefusal({
    code: "invalid-asset-mapping-url",
    field: "files",
    message: `The asset mapping file is said to be at "${url}", which is no S3 URL such as s3://bucket/key.`,
  });
}
