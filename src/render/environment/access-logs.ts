import type { Json } from "../../domain/template.ts";
import { getAtt, join, ref, sub } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { awsManagedPolicy, inlinePolicy, permissionsBoundary, policyDocument } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { trustedByLambda } from "./trusted-by-lambda.ts";

/** The stack's own bucket for the public load balancer's access logs, and what empties it before it is deleted. */
export function accessLogsBucket(context: EnvironmentContext): Resources {
  return {
    ELBAccessLogsBucketPolicy: {
      Type: "AWS::S3::BucketPolicy",
      Condition: "CreateALB",
      DependsOn: "ELBAccessLogsBucket",
      Properties: {
        Bucket: ref("ELBAccessLogsBucket"),
        PolicyDocument: policyDocument({
          Action: ["s3:PutObject"],
          Effect: "Allow",
          Resource: [join("", logPath(context.accessLogs?.prefix))],
          Principal: {
            AWS: join("", [sub("arn:${AWS::Partition}:iam::"), loadBalancingAccount, ":root"]),
          },
        }),
      },
    },
    ELBAccessLogsBucket: {
      Metadata: described("The access logs of the public load balancer"),
      Type: "AWS::S3::Bucket",
      Properties: {
        VersioningConfiguration: { Status: "Enabled" },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    },
    ...bucketCleaner(context),
  };
}

const loadBalancingAccount: Json = {
  "Fn::FindInMap": ["RegionalConfigs", ref("AWS::Region"), "ElbAccountId"],
};

function logPath(prefix: string | undefined): readonly Json[] {
  return [
    "arn:",
    ref("AWS::Partition"),
    ":s3:::",
    ref("ELBAccessLogsBucket"),
    ...(prefix === undefined ? [] : ["/", unquoted(prefix)]),
    "/AWSLogs/",
    ref("AWS::AccountId"),
    "/*",
  ];
}

/** CloudFormation deletes only empty buckets. */
function bucketCleaner({ inputs }: EnvironmentContext): Resources {
  return {
    ELBAccessLogsBucketCleanerAction: {
      Metadata: described("Empties the bucket of the access logs before it is deleted"),
      Type: "Custom::BucketCleanerFunction",
      Properties: {
        ServiceToken: getAtt("BucketCleanerFunction", "Arn"),
        BucketName: ref("ELBAccessLogsBucket"),
      },
    },
    BucketCleanerFunction: customResourceFunction(inputs, {
      name: "BucketCleanerFunction",
      handler: "index.handler",
      timeout: 900,
      role: "ELBAccessLogsBucketCleanerRole",
    }),
    ELBAccessLogsBucketCleanerRole: {
      Metadata: described("What may list and delete in the bucket of the access logs"),
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: trustedByLambda,
        ...permissionsBoundary(inputs.application.permissionsBoundary),
        Path: "/",
        Policies: [
          inlinePolicy("CleanELBAccessLogs", {
            Effect: "Allow",
            Action: ["s3:ListBucket", "s3:ListBucketVersions", "s3:DeleteObject", "s3:DeleteObjectVersion"],
            Resource: [bucketArn, { "Fn::Sub": ["${ BucketARN }/*", { BucketARN: bucketArn }] }],
          }),
        ],
        ManagedPolicyArns: [awsManagedPolicy("service-role/AWSLambdaBasicExecutionRole")],
      },
    },
  };
}

const bucketArn: Json = getAtt("ELBAccessLogsBucket", "Arn");
