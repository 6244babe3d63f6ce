import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import { indexDocumentFunction } from "./index-document-function.ts";
import type { SiteDomain } from "./site-domain.ts";

/** AWS's managed cache policy CachingOptimized
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html). */
const cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6";

const originId: JsonMap = sub("copilot-${AppName}-${EnvName}-${WorkloadName}");

/** The CloudFront distribution of a site, its access to the bucket, and the function that finds index documents. `name` is unique and bounded. */
export function siteDistribution(name: string, domain: SiteDomain | undefined): Resources {
  return {
    CloudFrontOriginAccessControl: {
      Metadata: described("Signs the distribution's requests to the bucket"),
      Type: "AWS::CloudFront::OriginAccessControl",
      Properties: {
        OriginAccessControlConfig: {
          Description: sub("Files of ${AppName}-${EnvName}-${WorkloadName}"),
          Name: name,
          OriginAccessControlOriginType: "s3",
          SigningBehavior: "always",
          SigningProtocol: "sigv4",
        },
      },
    },
    CloudFrontViewerRequestRewriteFunction: {
      Metadata: described("Finds the index document of a folder"),
      Type: "AWS::CloudFront::Function",
      Properties: {
        AutoPublish: true,
        FunctionCode: indexDocumentFunction,
        FunctionConfig: { Comment: "Finds the index document of a folder", Runtime: "cloudfront-js-1.0" },
        Name: name,
      },
    },
    CloudFrontDistribution: {
      Metadata: described("Serves the site's files all over the world"),
      Type: "AWS::CloudFront::Distribution",
      Properties: {
        DistributionConfig: {
          ...(domain === undefined ? {} : { Aliases: [domain.alias] }),
          DefaultCacheBehavior: cacheBehavior,
          Enabled: true,
          IPV6Enabled: true,
          Origins: [origin],
          ...(domain === undefined ? {} : { ViewerCertificate: viewerCertificate(domain) }),
        },
      },
    },
  };
}

/** Outputs of a site: CloudFront's domain name, and the site's alias. */
export function siteOutputs(domain: SiteDomain | undefined): Readonly<Record<string, JsonMap>> {
  const alias = "CloudFrontDistributionAlternativeDomainName";
  return {
    CloudFrontDistributionDomainName: {
      Value: getAtt("CloudFrontDistribution", "DomainName"),
      Export: { Name: sub("${AWS::StackName}-CloudFrontDistributionDomainName") },
    },
    ...(domain === undefined
      ? {}
      : { [alias]: { Value: domain.alias, Export: { Name: sub(`\${AWS::StackName}-${alias}`) } } }),
  };
}

const cacheBehavior: JsonMap = {
  Compress: true,
  AllowedMethods: ["GET", "HEAD"],
  FunctionAssociations: [
    {
      EventType: "viewer-request",
      FunctionARN: getAtt("CloudFrontViewerRequestRewriteFunction", "FunctionARN"),
    },
  ],
  ViewerProtocolPolicy: "redirect-to-https",
  CachePolicyId: cachingOptimized,
  TargetOriginId: originId,
};

const origin: JsonMap = {
  Id: originId,
  DomainName: getAtt("Bucket", "RegionalDomainName"),
  OriginAccessControlId: ref("CloudFrontOriginAccessControl"),
  // CloudFormation wants this for a bucket, and it must be empty beside an origin access control.
  S3OriginConfig: { OriginAccessIdentity: "" },
};

function viewerCertificate({ certificate }: SiteDomain): JsonMap {
  return {
    AcmCertificateArn:
      certificate.kind === "imported" ? unquoted(certificate.arn) : ref("CertificateValidatorAction"),
    MinimumProtocolVersion: "TLSv1",
    SslSupportMethod: "sni-only",
  };
}
