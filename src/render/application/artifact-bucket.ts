import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";

const bucketArn = "arn:${AWS::Partition}:s3:::${PipelineBuiltArtifactBucket}";

/** The region's artifact bucket: encrypted, private, reached over TLS only, by the accounts of the application. */
export function artifactBucket(users: readonly Json[]): Resources {
  return {
    PipelineBuiltArtifactBucketPolicy: {
      Metadata: described("Who may use the artifact bucket, and how"),
      Type: "AWS::S3::BucketPolicy",
      DependsOn: "PipelineBuiltArtifactBucket",
      Properties: {
        Bucket: ref("PipelineBuiltArtifactBucket"),
        PolicyDocument: { Version: "2012-10-17", Statement: statements(users) },
      },
    },
    PipelineBuiltArtifactBucket: {
      Type: "AWS::S3::Bucket",
      Properties: {
        VersioningConfiguration: { Status: "Enabled" },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: "aws:kms",
                KMSMasterKeyID: getAtt("KMSKey", "Arn"),
              },
              BucketKeyEnabled: true,
            },
          ],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
        LifecycleConfiguration: {
          Rules: [
            {
              Id: "ExpireLocalAssets",
              Status: "Enabled",
              Prefix: "local-assets",
              ExpirationInDays: 30,
              NoncurrentVersionExpirationInDays: 1,
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            },
          ],
        },
      },
    },
  };
}

function statements(users: readonly Json[]): readonly JsonMap[] {
  return [
    {
      Action: ["s3:*"],
      Effect: "Allow",
      Resource: [sub(bucketArn), sub(`${bucketArn}/*`)],
      Principal: { AWS: users },
    },
    {
      Action: "s3:PutObject",
      Effect: "Deny",
      Resource: sub(`${bucketArn}/*`),
      Principal: "*",
      Condition: {
        StringNotEqualsIfExists: { "s3:x-amz-server-side-encryption": "aws:kms" },
        Null: { "s3:x-amz-server-side-encryption": false },
      },
    },
    {
      Sid: "ForceHTTPS",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [sub("${PipelineBuiltArtifactBucket.Arn}"), sub("${PipelineBuiltArtifactBucket.Arn}/*")],
      Condition: { Bool: { "aws:SecureTransport": false } },
    },
  ];
}
