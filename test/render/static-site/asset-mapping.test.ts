import { expect, test } from "vitest";
import { assetMapping } from "../../../src/render/static-site/asset-mapping.ts";

test.each([
  ["s3://bucket/local-assets/mapping/abc", "bucket", "local-assets/mapping/abc"],
  ["https://bucket.s3.eu-west-1.amazonaws.com/a/b", "bucket", "a/b"],
  ["https://my.bucket.s3.cn-north-1.amazonaws.com.cn/a/b", "my.bucket", "a/b"],
])("%s is read into bucket and path", (url, bucket, path) => {
  expect(assetMapping(url)).toEqual({ bucket, path });
});

test.each([[undefined], [""]])("without a URL (%j) both are empty", (url) => {
  expect(assetMapping(url)).toEqual({ bucket: "", path: "" });
});

test.each(["https://example.com/a", "s3://bucket", "bucket/key"])("%s is no place in S3", (url) => {
  expect(() => assetMapping(url)).toThrow(/is no S3 URL/);
});
