import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { taggedForWorkload } from "../certificate-access.ts";
import { inlinePolicy, permissionsBoundary, trustedBy } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { AssetMapping } from "./asset-mapping.ts";

/**
 * The state machine that copies a site's files from the artifact bucket to the site's, as the mapping file lists them,
 * and then empties CloudFront's cache; and its role.
 */
export function copyStateMachine(mapping: AssetMapping, boundary: string | undefined): Resources {
  return {
    CopyAssetsStateMachine: {
      Metadata: described("Copies the site's files to its bucket"),
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        RoleArn: getAtt("CopyAssetsStateMachineRole", "Arn"),
        StateMachineType: "EXPRESS",
        Definition: definition(mapping),
      },
    },
    CopyAssetsStateMachineRole: {
      Metadata: described(
        "Lets the state machine read the artifacts, write the site's files and empty the cache",
      ),
      Type: "AWS::IAM::Role",
      Properties: {
        ...permissionsBoundary(boundary),
        AssumeRolePolicyDocument: trustedBy(["states.amazonaws.com"]),
        Policies: [
          artifactAccess(mapping),
          inlinePolicy("ServiceBucketAccess", {
            Effect: "Allow",
            Action: ["s3:PutObject"],
            Resource: sub("arn:aws:s3:::${Bucket}/*"),
          }),
          cacheInvalidation,
        ],
      },
    },
  };
}

function definition(mapping: AssetMapping): JsonMap {
  return {
    Comment: "Copies the site's files to its bucket, then empties the cache",
    StartAt: "GetMappingFile",
    States: {
      GetMappingFile: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:s3:getObject",
        Parameters: { Bucket: unquoted(mapping.bucket), Key: unquoted(mapping.path) },
        ResultSelector: { "files.$": "States.StringToJson($.Body)" },
        ResultPath: "$.GetMappingFile",
        Next: "CopyFiles",
      },
      CopyFiles: {
        Type: "Map",
        Next: "InvalidateCache",
        ItemsPath: "$.GetMappingFile.files",
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "ContentTypeChoice",
          States: {
            ContentTypeChoice: {
              Type: "Choice",
              Choices: [{ Or: withoutContentType, Next: "CopyFile" }],
              Default: "CopyFileWithContentType",
            },
            CopyFile: copyTask(mapping, {}),
            CopyFileWithContentType: copyTask(mapping, { "ContentType.$": "$.contentType" }),
          },
        },
      },
      InvalidateCache: {
        Type: "Task",
        End: true,
        Resource: "arn:aws:states:::aws-sdk:cloudfront:createInvalidation",
        Parameters: {
          DistributionId: ref("CloudFrontDistribution"),
          InvalidationBatch: {
            "CallerReference.$": "States.UUID()",
            Paths: { Quantity: 1, Items: ["/*"] },
          },
        },
      },
    },
  };
}

const withoutContentType: readonly JsonMap[] = [
  { Variable: "$.contentType", IsPresent: false },
  { Variable: "$.contentType", StringMatches: "" },
];

/** S3 applies a content type only when the metadata is replaced (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html). */
function copyTask(mapping: AssetMapping, contentType: JsonMap): JsonMap {
  return {
    Type: "Task",
    End: true,
    Resource: "arn:aws:states:::aws-sdk:s3:copyObject",
    Parameters: {
      "CopySource.$": `States.Format('${mapping.bucket}/{}', $.path)`,
      Bucket: ref("Bucket"),
      "Key.$": "$.destPath",
      ...contentType,
      MetadataDirective: "REPLACE",
    },
  };
}

function artifactAccess(mapping: AssetMapping): JsonMap {
  const bucketArn = `arn:aws:s3:::${mapping.bucket}`;
  return inlinePolicy(
    "ArtifactBucketAccess",
    {
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: [`${bucketArn}/${mapping.path}`, `${bucketArn}/local-assets/*`],
    },
    {
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: ref("ArtifactKeyARN"),
      Condition: {
        StringEquals: {
          "kms:EncryptionContext:aws:s3:arn": bucketArn,
          "kms:ViaService": sub("s3.${AWS::Region}.amazonaws.com"),
        },
      },
    },
  );
}

/** The actions that CloudFront's own console policy for invalidations lists, on resources of this workload
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/security_iam_id-based-policy-examples.html). */
const cacheInvalidation: JsonMap = inlinePolicy(
  "CacheInvalidation",
  {
    Effect: "Allow",
    Action: [
      "acm:ListCertificates",
      "cloudfront:GetDistribution",
      "cloudfront:GetStreamingDistribution",
      "cloudfront:GetDistributionConfig",
      "cloudfront:ListDistributions",
      "cloudfront:ListCloudFrontOriginAccessIdentities",
      "cloudfront:CreateInvalidation",
      "cloudfront:GetInvalidation",
      "cloudfront:ListInvalidations",
      "elasticloadbalancing:DescribeLoadBalancers",
      "iam:ListServerCertificates",
      "sns:ListSubscriptionsByTopic",
      "sns:ListTopics",
      "waf:GetWebACL",
      "waf:ListWebACLs",
    ],
    Resource: "*",
    Condition: taggedForWorkload,
  },
  { Effect: "Allow", Action: ["s3:ListAllMyBuckets"], Resource: "arn:aws:s3:::*" },
);
