import type { JsonMap, TemplateResource } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { inlinePolicy, permissionsBoundary } from "../iam.ts";
import { described, type Resources } from "../resources.ts";
import { cloudFrontHostedZone } from "./cdn.ts";
import type { EnvironmentContext } from "./environment-context.ts";
import { trustedByLambda } from "./trusted-by-lambda.ts";

/** Logical id of the role of the functions below. */
const domainFunctionRole = "CustomResourceRole";

/**
 * The environment's subdomain of the application's domain: its hosted zone, its delegation, its certificate, and the
 * aliases of its services. Environments with imported certificates have none of it.
 */
export function environmentDomain(context: EnvironmentContext): Resources {
  return {
    [domainFunctionRole]: functionRole(context),
    EnvironmentHostedZone: {
      Metadata: described("The DNS zone of this environment's subdomain"),
      Type: "AWS::Route53::HostedZone",
      Condition: "DelegateDNS",
      Properties: {
        HostedZoneConfig: {
          Comment: sub("Subdomain of environment ${EnvironmentName} of application ${AppName}"),
        },
        Name: subdomain,
      },
    },
    ...domainFunctions(context),
    ...delegation,
    CustomDomainAction: customDomain(context),
  };
}

/** The environment's subdomain. */
export const subdomain: JsonMap = sub("${EnvironmentName}.${AppName}.${AppDNSName}");

function functionRole({ inputs }: EnvironmentContext): TemplateResource {
  return {
    Metadata: described("What the functions for certificates and DNS records may do"),
    Type: "AWS::IAM::Role",
    Condition: "DelegateDNS",
    Properties: {
      AssumeRolePolicyDocument: trustedByLambda,
      ...permissionsBoundary(inputs.application.permissionsBoundary),
      Path: "/",
      Policies: [
        inlinePolicy("DNSandACMAccess", {
          Effect: "Allow",
          Action: [
            "acm:ListCertificates",
            "acm:RequestCertificate",
            "acm:DescribeCertificate",
            "acm:GetCertificate",
            "acm:DeleteCertificate",
            "acm:AddTagsToCertificate",
            "sts:AssumeRole",
            "logs:*",
            "route53:ChangeResourceRecordSets",
            "route53:Get*",
            "route53:Describe*",
            "route53:ListResourceRecordSets",
            "route53:ListHostedZonesByName",
          ],
          Resource: ["*"],
        }),
      ],
    },
  };
}

function domainFunctions({ inputs }: EnvironmentContext): Resources {
  const role = domainFunctionRole;
  return {
    CertificateValidationFunction: {
      Condition: "DelegateDNS",
      ...customResourceFunction(inputs, {
        name: "CertificateValidationFunction",
        handler: "index.certificateRequestHandler",
        timeout: 900,
        role,
      }),
    },
    CustomDomainFunction: {
      Condition: "ManagedAliases",
      ...customResourceFunction(inputs, {
        name: "CustomDomainFunction",
        handler: "index.handler",
        timeout: 600,
        role,
      }),
    },
    DNSDelegationFunction: {
      Condition: "DelegateDNS",
      ...customResourceFunction(inputs, {
        name: "DNSDelegationFunction",
        handler: "index.domainDelegationHandler",
        timeout: 600,
        role,
      }),
    },
  };
}

const delegation: Resources = {
  DelegateDNSAction: {
    Metadata: described("Enters the environment's name servers in the application's zone"),
    Condition: "DelegateDNS",
    Type: "Custom::DNSDelegationFunction",
    DependsOn: ["DNSDelegationFunction", "EnvironmentHostedZone"],
    Properties: {
      ServiceToken: getAtt("DNSDelegationFunction", "Arn"),
      DomainName: sub("${AppName}.${AppDNSName}"),
      SubdomainName: subdomain,
      NameServers: getAtt("EnvironmentHostedZone", "NameServers"),
      RootDNSRole: ref("AppDNSDelegationRole"),
    },
  },
  HTTPSCert: {
    Metadata: described("Requests a certificate for the subdomain and waits until it is validated"),
    Condition: "DelegateDNS",
    Type: "Custom::CertificateValidationFunction",
    DependsOn: ["CertificateValidationFunction", "EnvironmentHostedZone", "DelegateDNSAction"],
    Properties: {
      ServiceToken: getAtt("CertificateValidationFunction", "Arn"),
      AppName: ref("AppName"),
      EnvName: ref("EnvironmentName"),
      DomainName: ref("AppDNSName"),
      Aliases: ref("Aliases"),
      EnvHostedZoneId: ref("EnvironmentHostedZone"),
      Region: ref("AWS::Region"),
      RootDNSRole: ref("AppDNSDelegationRole"),
    },
  },
};

function customDomain({ cdn }: EnvironmentContext): TemplateResource {
  const target: JsonMap =
    cdn === undefined
      ? {
          PublicAccessDNS: getAtt("PublicLoadBalancer", "DNSName"),
          PublicAccessHostedZone: getAtt("PublicLoadBalancer", "CanonicalHostedZoneID"),
        }
      : {
          PublicAccessDNS: getAtt("CloudFrontDistribution", "DomainName"),
          PublicAccessHostedZone: cloudFrontHostedZone,
        };
  return {
    Metadata: described("Points the services' aliases at the load balancer or the distribution"),
    Condition: "ManagedAliases",
    Type: "Custom::CustomDomainFunction",
    Properties: {
      ServiceToken: getAtt("CustomDomainFunction", "Arn"),
      AppName: ref("AppName"),
      EnvName: ref("EnvironmentName"),
      Aliases: ref("Aliases"),
      AppDNSRole: ref("AppDNSDelegationRole"),
      DomainName: ref("AppDNSName"),
      ...target,
    },
  };
}
