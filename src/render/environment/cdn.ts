import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, noValue, ref, sub, when } from "../../template/intrinsics.ts";
import { described, type Resources } from "../resources.ts";
import { unquoted } from "../unquoted.ts";
import { hasViewerAliases, uniqueAliases } from "./cdn-aliases.ts";
import { certificateReplicator } from "./cdn-certificate.ts";
import type { CdnSettings, EnvironmentContext } from "./environment-context.ts";

/**
 * Hosted zone of all CloudFront distributions
 * (https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html).
 */
export const cloudFrontHostedZone = "Z2FDTNDATAQYW2";

const allMethods: Json = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"];

/** The CloudFront distribution before the public load balancer, with static assets and a certificate where asked for. */
export function cdn(context: EnvironmentContext, settings: CdnSettings): Resources {
  const certificate = viewerCertificate(context, settings);
  return {
    ...(hasViewerAliases(context, settings) ? uniqueAliases(context, settings) : {}),
    ...(settings.staticAssets === undefined ? {} : originAccessControl),
    CloudFrontDistribution: {
      Metadata: described("Brings the public load balancer's services close to their users"),
      Condition: "CreateALB",
      Type: "AWS::CloudFront::Distribution",
      Properties: {
        DistributionConfig: {
          ...(hasViewerAliases(context, settings)
            ? { Aliases: getAtt("UniqueAliasesAction", "UniqueValues") }
            : {}),
          DefaultCacheBehavior: defaultBehavior(settings),
          Enabled: true,
          IPV6Enabled: true,
          Origins: [balancerOrigin(settings), ...assetsOrigin(settings)],
          ...assetsBehavior(settings),
          ...(certificate === undefined ? {} : { ViewerCertificate: certificate }),
        },
      },
    },
    ...(usesOwnCertificate(context, settings) ? certificateReplicator(context) : {}),
  };
}

/**
 * Managed cache and origin request policies: CachingDisabled, CachingOptimized and AllViewer
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html).
 */
const policies = {
  cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
  cachingOptimized: "658327ea-f89d-4fab-a63d-7e88639e58f6",
  allViewer: "216adef6-5c7f-47e4-b989-5492eafa07d3",
};

const balancerOriginId = sub("copilot-${AppName}-${EnvironmentName}-origin");
const assetsOriginId = sub("copilot-${AppName}-${EnvironmentName}-s3");

function defaultBehavior({ terminatesTls }: CdnSettings): JsonMap {
  return {
    AllowedMethods: allMethods,
    CachePolicyId: policies.cachingDisabled,
    TargetOriginId: balancerOriginId,
    OriginRequestPolicyId: policies.allViewer,
    ViewerProtocolPolicy: terminatesTls ? "redirect-to-https" : "allow-all",
  };
}

function balancerOrigin({ terminatesTls }: CdnSettings): JsonMap {
  return {
    Id: balancerOriginId,
    DomainName: getAtt("PublicLoadBalancer", "DNSName"),
    CustomOriginConfig: { OriginProtocolPolicy: terminatesTls ? "http-only" : "match-viewer" },
  };
}

/** An S3 origin must name an access identity even where access control takes its place, so it names none. */
function assetsOrigin({ staticAssets }: CdnSettings): readonly JsonMap[] {
  if (staticAssets === undefined) return [];
  return [
    {
      Id: assetsOriginId,
      ...(staticAssets.location === "" ? {} : { DomainName: unquoted(staticAssets.location) }),
      OriginAccessControlId: ref("CloudFrontOriginAccessControl"),
      S3OriginConfig: { OriginAccessIdentity: "" },
    },
  ];
}

function assetsBehavior({ staticAssets }: CdnSettings): JsonMap {
  if (staticAssets === undefined) return {};
  return {
    CacheBehaviors: [
      {
        AllowedMethods: allMethods,
        ViewerProtocolPolicy: "allow-all",
        CachePolicyId: policies.cachingOptimized,
        TargetOriginId: assetsOriginId,
        PathPattern: staticAssets.path,
      },
    ],
  };
}

const originAccessControl: Resources = {
  CloudFrontOriginAccessControl: {
    Metadata: described("Lets only the distribution read the bucket of static assets"),
    Type: "AWS::CloudFront::OriginAccessControl",
    Properties: {
      OriginAccessControlConfig: {
        Description: "Access to the bucket of static assets",
        Name: sub("copilot-${AppName}-${EnvironmentName}-origin-access-control"),
        OriginAccessControlOriginType: "s3",
        SigningBehavior: "always",
        SigningProtocol: "sigv4",
      },
    },
  },
};

function viewerCertificate(context: EnvironmentContext, settings: CdnSettings): JsonMap | undefined {
  if (settings.certificate !== undefined) return servedWith(unquoted(settings.certificate));
  if (!usesOwnCertificate(context, settings)) return undefined;
  return when("DelegateDNS", servedWith(ref("CertificateReplicator")), noValue);
}

function usesOwnCertificate(
  { publicCertificates }: EnvironmentContext,
  { certificate }: CdnSettings,
): boolean {
  return certificate === undefined && publicCertificates.length === 0;
}

function servedWith(certificate: Json): JsonMap {
  return { AcmCertificateArn: certificate, MinimumProtocolVersion: "TLSv1", SslSupportMethod: "sni-only" };
}
