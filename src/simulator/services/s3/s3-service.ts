import { s3Errors } from "../../kernel/error-style.ts";
import { operation, type Operation, type OperationModel, type ServiceModel } from "../../kernel/service.ts";
import * as bucket from "./bucket-operations.ts";
import { deleteBucketLifecycle, getBucketLifecycle, putBucketLifecycle, runLifecycle } from "./lifecycle.ts";
import { listObjects, listObjectsV2, listObjectVersions } from "./list-objects.ts";
import * as object from "./object-operations.ts";

/**
 * The Simple Storage Service: buckets, objects, versions, conditional writes. Each operation asks for its own
 * permission, because a bucket's policy counts besides the caller's.
 */
export const s3Service: ServiceModel = {
  name: "s3",
  iamPrefix: "s3",
  errors: s3Errors,
  operations: {
    CreateBucket: operation(bucket.createBucket),
    ListBuckets: operation(bucket.listBuckets, () => [{ action: "s3:ListAllMyBuckets", resource: "*" }]),
    DeleteBucket: checkedInside(bucket.deleteBucket),
    HeadBucket: checkedInside(bucket.headBucket),
    GetBucketLocation: checkedInside(bucket.getBucketLocation),
    PutBucketVersioning: checkedInside(bucket.putBucketVersioning),
    GetBucketVersioning: checkedInside(bucket.getBucketVersioning),
    PutBucketPolicy: checkedInside(bucket.putBucketPolicy),
    GetBucketPolicy: checkedInside(bucket.getBucketPolicy),
    DeleteBucketPolicy: checkedInside(bucket.deleteBucketPolicy),
    PutBucketEncryption: checkedInside(bucket.putBucketEncryption),
    PutBucketTagging: checkedInside(bucket.putBucketTagging),
    GetBucketTagging: checkedInside(bucket.getBucketTagging),
    PutBucketLifecycleConfiguration: checkedInside(putBucketLifecycle),
    GetBucketLifecycleConfiguration: checkedInside(getBucketLifecycle),
    DeleteBucketLifecycle: checkedInside(deleteBucketLifecycle),
    PutObject: checkedInside(object.putObject),
    CopyObject: checkedInside(object.copyObject),
    GetObject: checkedInside(object.getObject),
    HeadObject: checkedInside(object.headObject),
    DeleteObject: checkedInside(object.deleteObject),
    DeleteObjects: checkedInside(object.deleteObjects),
    ListObjects: checkedInside(listObjects),
    ListObjectsV2: checkedInside(listObjectsV2),
    ListObjectVersions: checkedInside(listObjectVersions),
  },
  events: { lifecycle: runLifecycle },
};

function checkedInside<Input extends object>(run: Operation<Input>): OperationModel {
  return operation(run, () => []);
}
