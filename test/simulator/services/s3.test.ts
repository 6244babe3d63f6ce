import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { rootOf } from "../../../src/simulator/kernel/principal.ts";
import { account, clientOptions, failureOf, sdkWorld } from "./sdk-world.ts";

const Bucket = "artifacts";

async function bucketClient(options: { readonly versioned?: true } = {}): Promise<S3Client> {
  const s3 = new S3Client(clientOptions(sdkWorld()));
  await s3.send(new CreateBucketCommand({ Bucket }));
  if (options.versioned === true) {
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
  return s3;
}

test("what was put is what is read: bytes, type, metadata, ETag, under any key", async () => {
  const s3 = await bucketClient();
  const keys = fc
    .string({ minLength: 1, maxLength: 20 })
    .filter((key) => !/[\uD800-\uDFFF]|^[./]|\/\.{1,2}(\/|$)|\/\/|\/$/.test(key));
  await fc.assert(
    fc.asyncProperty(keys, fc.uint8Array({ maxLength: 40 }), async (Key, Body) => {
      const put = await s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body,
          ContentType: "text/x",
          Metadata: { a: "1" },
          ACL: "bucket-owner-full-control",
        }),
      );
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body?.transformToByteArray()).toEqual(Body);
      expect(got).toMatchObject({
        ETag: put.ETag,
        ContentType: "text/x",
        Metadata: { a: "1" },
        ContentLength: Body.length,
      });
      expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
        ETag: put.ETag,
        ContentLength: Body.length,
      });
    }),
    { numRuns: 40 },
  );
});

test.each([
  { condition: { IfNoneMatch: "*" }, exists: false, outcome: "written" },
  {
    condition: { IfNoneMatch: "*" },
    exists: true,
    outcome: "PreconditionFailed: At least one of the pre-conditions you specified did not hold",
  },
  {
    condition: { IfMatch: '"0c"' },
    exists: true,
    outcome: "PreconditionFailed: At least one of the pre-conditions you specified did not hold",
  },
  { condition: { IfMatch: '"0cc175b9c0f1b6a831c399e269772661"' }, exists: true, outcome: "written" },
  {
    condition: { IfMatch: '"0cc175b9c0f1b6a831c399e269772661"' },
    exists: false,
    outcome: "NoSuchKey: The specified key does not exist.",
  },
])(
  "a write with $condition where the object exists: $exists ends: $outcome",
  async ({ condition, exists, outcome }) => {
    const s3 = await bucketClient();
    if (exists) await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "a" }));
    const call = s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "b", ...condition }));
    expect(outcome === "written" ? (await call).$metadata.httpStatusCode : await failureOf(call)).toBe(
      outcome === "written" ? 200 : outcome,
    );
  },
);

test("a versioned bucket keeps what was overwritten and what was deleted", async () => {
  const s3 = await bucketClient({ versioned: true });
  const first = await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "one" }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "two" }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
  expect(await failureOf(s3.send(new GetObjectCommand({ Bucket, Key: "k" })))).toContain("NoSuchKey");
  const old = await s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId: first.VersionId }));
  expect(await old.Body?.transformToString()).toBe("one");
  const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect([listed.Versions?.length, listed.DeleteMarkers?.length]).toEqual([2, 1]);
  expect(await failureOf(s3.send(new DeleteBucketCommand({ Bucket })))).toBe(
    "BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
  );
});

test("keys are listed in order, a thousand a page, and folded at a delimiter", async () => {
  const s3 = await bucketClient();
  const keys = Array.from({ length: 1100 }, (_, index) => `manual/${String(index).padStart(4, "0")}.yml`);
  for (const Key of keys.toReversed()) await s3.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  const pages = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket })) pages.push(page);
  expect(pages.map(({ KeyCount }) => KeyCount)).toEqual([1000, 100]);
  expect(pages.flatMap(({ Contents }) => (Contents ?? []).map(({ Key }) => Key))).toEqual(keys);
  const folded = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }));
  expect(folded).toMatchObject({ CommonPrefixes: [{ Prefix: "manual/" }], KeyCount: 1 });
  const removed = await s3.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.slice(0, 1000).map((Key) => ({ Key })) } }),
  );
  expect(removed.Deleted?.length).toBe(1000);
});

test("another account needs the bucket's policy, and a bucket that is not there is named", async () => {
  const world = sdkWorld();
  const own = new S3Client(clientOptions(world));
  const other = new S3Client(clientOptions(world, { principal: rootOf("444455556666") }));
  await own.send(new CreateBucketCommand({ Bucket }));
  await own.send(new PutObjectCommand({ Bucket, Key: "t.yml", Body: "{}" }));
  const read = () => other.send(new GetObjectCommand({ Bucket, Key: "t.yml" }));
  expect(await failureOf(read())).toBe(
    "AccessDenied: User: arn:aws:iam::444455556666:root is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::artifacts/t.yml because no resource-based policy allows the s3:GetObject action",
  );
  const Statement = [
    {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::444455556666:root" },
      Action: "s3:*",
      Resource: ["arn:aws:s3:::artifacts", "arn:aws:s3:::artifacts/*"],
    },
  ];
  await own.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
  );
  expect(await (await read()).Body?.transformToString()).toBe("{}");
  expect(await failureOf(own.send(new ListObjectsV2Command({ Bucket: "nowhere" })))).toBe(
    "NoSuchBucket: The specified bucket does not exist",
  );
});

test.each([
  { command: new HeadBucketCommand({ Bucket: "nowhere" }), outcome: "NotFound" },
  { command: new HeadObjectCommand({ Bucket, Key: "nothing" }), outcome: "NotFound" },
  { command: new GetObjectCommand({ Bucket, Key: "k", Range: "bytes=9-" }), outcome: "InvalidRange" },
  { command: new GetObjectCommand({ Bucket, Key: "k", VersionId: "none" }), outcome: "NoSuchVersion" },
  { command: new CreateBucketCommand({ Bucket }), outcome: "BucketAlreadyOwnedByYou" },
  { command: new CreateBucketCommand({ Bucket: "Capital" }), outcome: "InvalidBucketName" },
])("$command.constructor.name $command.input fails with $outcome", async ({ command, outcome }) => {
  const s3 = await bucketClient();
  await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "abc" }));
  // The union of commands has no one overload of send.
  const call = (s3.send as (command: unknown) => Promise<unknown>).call(s3, command);
  expect(await failureOf(call)).toMatch(new RegExp(`^${outcome}`));
});

test("a bucket is addressed in its own region", async () => {
  const world = sdkWorld();
  await new S3Client(clientOptions(world)).send(new CreateBucketCommand({ Bucket }));
  const elsewhere = new S3Client(clientOptions(world, { region: "us-west-2" }));
  expect(await failureOf(elsewhere.send(new ListObjectsV2Command({ Bucket })))).toContain(
    "PermanentRedirect",
  );
  expect(account).toBe("111122223333");
});
