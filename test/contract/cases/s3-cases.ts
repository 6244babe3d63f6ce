import {
  BucketLocationConstraint,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { faultOf, type ContractCase, type Stage } from "../contract-case.ts";

const area = "S3";
const reference = "https://docs.aws.amazon.com/AmazonS3/latest";

/** What Autoland relies on in S3. */
export const s3Cases: readonly ContractCase[] = [
  {
    id: "s3-only-if-absent",
    area,
    title: "an object that is there is not written when it has to be absent",
    page: `${reference}/userguide/conditional-writes.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      const first = await faultOf(put(stage, "k", "one", { IfNoneMatch: "*" }));
      const second = await faultOf(put(stage, "k", "two", { IfNoneMatch: "*" }));
      return [first, second, await textOf(stage, "k")];
    },
    onAws: [{ fault: "none" }, { fault: "PreconditionFailed" }, "one"],
  },
  {
    id: "s3-only-if-same",
    area,
    title: "an object is written only over the version that was read",
    page: `${reference}/userguide/conditional-writes.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      const { ETag } = await put(stage, "k", "one");
      const right = await faultOf(put(stage, "k", "two", { IfMatch: ETag }));
      const stale = await faultOf(put(stage, "k", "three", { IfMatch: ETag }));
      return [right, stale, await textOf(stage, "k")];
    },
    onAws: [{ fault: "none" }, { fault: "PreconditionFailed" }, "two"],
  },
  {
    id: "s3-missing",
    area,
    title: "a missing key and a missing bucket are told apart",
    page: `${reference}/API/ErrorResponses.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      return [
        await faultOf(textOf(stage, "gone")),
        await faultOf(stage.s3.send(new HeadObjectCommand({ Bucket: stage.name, Key: "gone" }))),
        await faultOf(stage.s3.send(new GetObjectCommand({ Bucket: `${stage.name}-no`, Key: "k" }))),
      ];
    },
    onAws: [{ fault: "NoSuchKey" }, { fault: "NotFound" }, { fault: "NoSuchBucket" }],
  },
  {
    id: "s3-listing",
    area,
    title: "keys are listed in order, in pages, with what lies below a delimiter taken together",
    page: `${reference}/API/API_ListObjectsV2.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      for (const key of ["b", "a/2", "a/1", "c", "A"]) await put(stage, key, "x");
      const Bucket = stage.name;
      const first = await stage.s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 3 }));
      const second = await stage.s3.send(
        new ListObjectsV2Command({ Bucket, ContinuationToken: first.NextContinuationToken }),
      );
      const top = await stage.s3.send(new ListObjectsV2Command({ Bucket, Delimiter: "/" }));
      return {
        first: keysOf(first.Contents),
        more: first.IsTruncated ?? false,
        second: keysOf(second.Contents),
        top: [keysOf(top.Contents), (top.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? "")],
      };
    },
    onAws: { first: ["A", "a/1", "a/2"], more: true, second: ["b", "c"], top: [["A", "b", "c"], ["a/"]] },
  },
  {
    id: "s3-versions",
    area,
    title: "in a bucket with versions an object is deleted by a marker, and stays by its version",
    page: `${reference}/userguide/DeleteMarker.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      const Bucket = stage.name;
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await stage.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      const { VersionId } = await put(stage, "k", "one");
      await put(stage, "k", "two");
      const { DeleteMarker } = await stage.s3.send(new DeleteObjectCommand({ Bucket, Key: "k" }));
      const old = await stage.s3.send(new GetObjectCommand({ Bucket, Key: "k", VersionId }));
      return [
        DeleteMarker ?? false,
        await faultOf(textOf(stage, "k")),
        (await old.Body?.transformToString()) ?? "",
      ];
    },
    onAws: [true, { fault: "NoSuchKey" }, "one"],
  },
  {
    id: "s3-metadata",
    area,
    title: "an object keeps its type and metadata, and its entity tag is its MD5",
    page: `${reference}/API/API_HeadObject.html`,
    observe: async (stage) => {
      await makeBucket(stage);
      await put(stage, "k", "hello", { ContentType: "text/x-own", Metadata: { made: "here" } });
      const head = await stage.s3.send(new HeadObjectCommand({ Bucket: stage.name, Key: "k" }));
      return [
        head.ETag ?? "",
        head.ContentType ?? "",
        head.ContentLength ?? 0,
        head.Metadata?.["made"] ?? "",
      ];
    },
    onAws: [`"5d41402abc4b2a76b9719d911017c592"`, "text/x-own", 5, "here"],
  },
];

/** Makes a bucket of the stage's name in the region that all backends play. */
export async function makeBucket({ s3, name }: Stage): Promise<void> {
  await s3.send(
    new CreateBucketCommand({
      Bucket: name,
      CreateBucketConfiguration: { LocationConstraint: BucketLocationConstraint.eu_west_1 },
    }),
  );
}

function put(
  { s3, name }: Stage,
  key: string,
  body: string,
  more: Partial<PutObjectCommandInput> = {},
): Promise<{ readonly ETag?: string | undefined; readonly VersionId?: string | undefined }> {
  return s3.send(new PutObjectCommand({ Bucket: name, Key: key, Body: body, ...more }));
}

async function textOf({ s3, name }: Stage, key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: name, Key: key }));
  return (await Body?.transformToString()) ?? "";
}

function keysOf(contents: readonly { readonly Key?: string | undefined }[] | undefined): readonly string[] {
  return (contents ?? []).map(({ Key = "" }) => Key);
}
