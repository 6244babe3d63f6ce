import { crc32 as crc32OfNode } from "node:zlib";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { crc32 } from "../../src/render/ecs/crc32.ts";
import { environmentVariableName } from "../../src/render/environment-variable-name.ts";
import { imageAddress } from "../../src/render/image-address.ts";
import { jsonText } from "../../src/render/json-text.ts";
import { logicalIdPart, numberedId } from "../../src/render/logical-id.ts";
import { partitionOf } from "../../src/render/partition.ts";

test("the checksum of a name is that of zlib", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9-]{0,60}$/), (name) => {
      expect(crc32(name)).toBe(crc32OfNode(name));
    }),
  );
});

test.each([
  ["usersDdbTableName", "USERS_DDB_TABLE_NAME"],
  ["MyDDBTableWithLSI", "MY_DDB_TABLE_WITH_LSI"],
  ["myDB2Table", "MY_DB2_TABLE"],
  ["S3BucketName", "S3_BUCKET_NAME"],
  ["already_SNAKE", "ALREADY_SNAKE"],
])("the addons output %s becomes the variable %s", (output, variable) => {
  expect(environmentVariableName(output)).toBe(variable);
});

const repository = "1.dkr.ecr.eu-west-1.amazonaws.com/shop/api";

test.each([
  ["with a tag and a digest goes by its tag", { tag: "v1", digest: "sha256:a" }, `${repository}:v1`],
  ["with a digest alone goes by its digest", { digest: "sha256:a" }, `${repository}@sha256:a`],
  ["of which nothing is known is the latest", {}, `${repository}:latest`],
])("an image %s", (_, known, address) => {
  expect(imageAddress({ kind: "pushed", repository, ...known })).toBe(address);
});

test.each([
  ["a tag", { tag: "v1" }, `${repository}:envoy-v1`],
  ["a digest", { digest: "sha256:a" }, `${repository}@sha256:a`],
  ["nothing", {}, `${repository}:envoy-latest`],
])("a sidecar's image of which %s is known has its name before the tag", (_, known, address) => {
  expect(imageAddress({ kind: "pushed", repository, ...known }, "envoy-")).toBe(address);
});

test("a literal image address is used as it is", () => {
  expect(imageAddress({ kind: "literal", address: "nginx@sha256:b" }, "envoy-")).toBe("nginx@sha256:b");
});

test.each([
  ["eu-central-1", "aws"],
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
  ["us-isob-east-1", "aws-iso-b"],
  ["", undefined],
  ["nowhere", undefined],
])("the region %j lies in the partition %s", (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test("logical ids keep letters and digits only, and number all but the first", () => {
  expect(logicalIdPart("orders_v1-new.fifo")).toBe("ordersv1newfifo");
  expect([0, 1, 2].map((index) => numberedId("TargetGroup", index))).toEqual([
    "TargetGroup",
    "TargetGroup1",
    "TargetGroup2",
  ]);
});

test("JSON text escapes what Go's encoder escapes, and still means the same", () => {
  const value = { "a<b": "x&y>" };
  expect(jsonText(value)).toBe(String.raw`{"a\u003cb":"x\u0026y\u003e"}`);
  expect(JSON.parse(jsonText(value))).toEqual(value);
});

test("JSON text has its keys in the order of their characters, even where they are numbers", () => {
  expect(jsonText({ b: "3", "5": "2", "10": "1", "": "0" })).toBe(`{"":"0","10":"1","5":"2","b":"3"}`);
});
