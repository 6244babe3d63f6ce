import type { JsonMap } from "../../domain/template.ts";
import { ref, sub } from "../../template/intrinsics.ts";
import { policyDocument } from "../iam.ts";
import { described, type Resources } from "../resources.ts";

/** The private bucket of a site's files, which only its CloudFront distribution may read, over TLS. */
export const siteBucket: Resources = {
  Bucket: {
    Metadata: described("Holds the site's files"),
    Type: "AWS::S3::Bucket",
    Properties: {
      VersioningConfiguration: { Status: "Enabled" },
      AccessControl: "Private",
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
    },
  },
  BucketPolicyForCloudFront: {
    Metadata: described("Lets the site's CloudFront distribution read the files"),
    Type: "AWS::S3::BucketPolicy",
    Properties: {
      Bucket: ref("Bucket"),
      PolicyDocument: policyDocument(onlyTls(), readableByDistribution()),
    },
  },
};

function onlyTls(): JsonMap {
  return {
    Sid: "ForceHTTPS",
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [sub("${Bucket.Arn}"), sub("${Bucket.Arn}/*")],
    Condition: { Bool: { "aws:SecureTransport": false } },
  };
}

function readableByDistribution(): JsonMap {
  const distribution = {
    "Fn::Sub": [
      "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${cfDistributionID}",
      { cfDistributionID: ref("CloudFrontDistribution") },
    ],
  };
  return {
    Sid: "AllowCloudFrontServicePrincipalReadOnly",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "s3:GetObject",
    Resource: [bucketArn(""), bucketArn("/*")],
    Condition: { StringEquals: { "AWS:SourceArn": distribution } },
  };
}

function bucketArn(objects: "" | "/*"): JsonMap {
  return { "Fn::Sub": [`arn:\${AWS::Partition}:s3:::\${bucket}${objects}`, { bucket: ref("Bucket") }] };
}
