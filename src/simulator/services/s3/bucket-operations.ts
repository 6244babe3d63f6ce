import type {
  CreateBucketCommandInput,
  GetBucketLocationCommandInput,
  GetBucketTaggingCommandInput,
  HeadBucketCommandInput,
  ListBucketsCommandOutput,
  PutBucketEncryptionCommandInput,
  PutBucketPolicyCommandInput,
  PutBucketTaggingCommandInput,
  PutBucketVersioningCommandInput,
} from "@aws-sdk/client-s3";
import type { CallContext } from "../../kernel/service.ts";
import { tagList, tagsFrom } from "../tags.ts";
import { openBucket, s3Fault } from "./find-bucket.ts";
import { buckets } from "./s3-state.ts";

type Output<T> = Omit<T, "$metadata">;

/** CreateBucket. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export function createBucket(context: CallContext, input: CreateBucketCommandInput): object {
  const name = input.Bucket ?? "";
  if (!/^(?!xn--)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
    throw s3Fault("InvalidBucketName", "The specified bucket is not valid.", 400, { BucketName: name });
  }
  const all = context.state(buckets);
  const known = all.get(name);
  if (known !== undefined && known.account === context.account) {
    throw s3Fault(
      "BucketAlreadyOwnedByYou",
      "Your previous request to create the named bucket succeeded and you already own it.",
      409,
      { BucketName: name },
    );
  }
  if (known !== undefined) {
    throw s3Fault(
      "BucketAlreadyExists",
      "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.",
      409,
      { BucketName: name },
    );
  }
  all.set(name, {
    name,
    account: context.account,
    region: context.region,
    createdAt: context.now,
    versioning: undefined,
    policy: undefined,
    kmsKeyArn: undefined,
    tags: {},
    lifecycle: [],
    objects: new Map(),
  });
  return { Location: `/${name}` };
}

/** DeleteBucket: refused while anything is in it, versions and delete markers too. */
export function deleteBucket(context: CallContext, input: { readonly Bucket?: string }): object {
  const bucket = openBucket(context, input.Bucket, { action: "s3:DeleteBucket" });
  if (bucket.objects.size > 0) {
    const versioned = bucket.versioning === undefined ? "" : " You must delete all versions in the bucket.";
    throw s3Fault("BucketNotEmpty", `The bucket you tried to delete is not empty.${versioned}`, 409, {
      BucketName: bucket.name,
    });
  }
  context.state(buckets).delete(bucket.name);
  return {};
}

/** HeadBucket. */
export function headBucket(context: CallContext, input: HeadBucketCommandInput): object {
  return { BucketRegion: openBucket(context, input.Bucket, { action: "s3:ListBucket" }).region };
}

/** ListBuckets: those of the caller's account. */
export function listBuckets(context: CallContext): Output<ListBucketsCommandOutput> {
  const own = [...context.state(buckets).values()].filter(({ account }) => account === context.account);
  return {
    Buckets: own
      .toSorted((left, right) => (left.name < right.name ? -1 : 1))
      .map(({ name, createdAt, region }) => ({ Name: name, CreationDate: createdAt, BucketRegion: region })),
    Owner: { ID: context.account },
  };
}

/** GetBucketLocation: us-east-1 is written as nothing. */
export function getBucketLocation(context: CallContext, input: GetBucketLocationCommandInput): object {
  const { region } = openBucket(context, input.Bucket, { action: "s3:GetBucketLocation" });
  return { LocationConstraint: region === "us-east-1" ? "" : region };
}

/** PutBucketVersioning. */
export function putBucketVersioning(context: CallContext, input: PutBucketVersioningCommandInput): object {
  const bucket = openBucket(context, input.Bucket, { action: "s3:PutBucketVersioning" });
  bucket.versioning = input.VersioningConfiguration?.Status ?? bucket.versioning;
  return {};
}

/** GetBucketVersioning: without a status where versioning never was on. */
export function getBucketVersioning(context: CallContext, input: { readonly Bucket?: string }): object {
  return { Status: openBucket(context, input.Bucket, { action: "s3:GetBucketVersioning" }).versioning };
}

/** PutBucketPolicy. */
export function putBucketPolicy(context: CallContext, input: PutBucketPolicyCommandInput): object {
  openBucket(context, input.Bucket, { action: "s3:PutBucketPolicy" }).policy = input.Policy;
  return {};
}

/** GetBucketPolicy. */
export function getBucketPolicy(context: CallContext, input: { readonly Bucket?: string }): object {
  const { name, policy } = openBucket(context, input.Bucket, { action: "s3:GetBucketPolicy" });
  if (policy === undefined) {
    throw s3Fault("NoSuchBucketPolicy", "The bucket policy does not exist", 404, { BucketName: name });
  }
  return { Policy: policy };
}

/** DeleteBucketPolicy. */
export function deleteBucketPolicy(context: CallContext, input: { readonly Bucket?: string }): object {
  openBucket(context, input.Bucket, { action: "s3:DeleteBucketPolicy" }).policy = undefined;
  return {};
}

/** PutBucketEncryption: the default for objects without a header of their own. */
export function putBucketEncryption(context: CallContext, input: PutBucketEncryptionCommandInput): object {
  const bucket = openBucket(context, input.Bucket, { action: "s3:PutEncryptionConfiguration" });
  const rule = input.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  bucket.kmsKeyArn = rule?.SSEAlgorithm === "aws:kms" ? (rule.KMSMasterKeyID ?? "alias/aws/s3") : undefined;
  return {};
}

/** PutBucketTagging: replaces all tags. */
export function putBucketTagging(context: CallContext, input: PutBucketTaggingCommandInput): object {
  const bucket = openBucket(context, input.Bucket, { action: "s3:PutBucketTagging" });
  bucket.tags = tagsFrom(input.Tagging?.TagSet);
  return {};
}

/** GetBucketTagging. */
export function getBucketTagging(context: CallContext, input: GetBucketTaggingCommandInput): object {
  const { name, tags } = openBucket(context, input.Bucket, { action: "s3:GetBucketTagging" });
  if (Object.keys(tags).length === 0) {
    throw s3Fault("NoSuchTagSet", "The TagSet does not exist", 404, { BucketName: name });
  }
  return { TagSet: tagList(tags) };
}
