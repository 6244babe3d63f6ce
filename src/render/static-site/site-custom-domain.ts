import type { JsonMap } from "../../domain/template.ts";
import { getAtt, ref } from "../../template/intrinsics.ts";
import { certificateAccess } from "../certificate-access.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import { dnsDelegation, type DnsDelegation } from "../dns-delegation.ts";
import { fromEnvironment } from "../environment-imports.ts";
import { functionRole, inlinePolicy } from "../iam.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { described, type Resources } from "../resources.ts";

/** Hosted zone of all CloudFront distributions
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-route53-aliastarget.html). */
const cloudFrontHostedZone = "Z2FDTNDATAQYW2";

/** Logical ids of what a managed alias adds, in the order in which the copying waits for them. */
export const siteCustomDomainIds: readonly string[] = [
  "CustomDomainAction",
  "CustomDomainFunction",
  "CustomDomainRole",
  "CertificateValidatorAction",
  "CertificateValidationFunction",
  "CertificateValidatorRole",
];

/** The custom resources that write a site's alias record and that request and validate its certificate (copilot-model.md 6). */
export function siteCustomDomain(alias: string, inputs: WorkloadInputs): Resources {
  const delegation = dnsDelegation(inputs.application);
  return { ...aliasRecord(alias, delegation, inputs), ...certificate(alias, delegation, inputs) };
}

function aliasRecord(alias: string, delegation: DnsDelegation, inputs: WorkloadInputs): Resources {
  return {
    CustomDomainAction: {
      Metadata: described("Writes the record of the site's alias"),
      Type: "Custom::CustomDomainFunction",
      Properties: {
        ServiceToken: getAtt("CustomDomainFunction", "Arn"),
        PublicAccessHostedZoneID: cloudFrontHostedZone,
        PublicAccessDNS: getAtt("CloudFrontDistribution", "DomainName"),
        ...domainProperties(alias, delegation),
      },
    },
    CustomDomainFunction: customResourceFunction(inputs, {
      name: "CustomDomainFunction",
      handler: "index.handler",
      timeout: 900,
      role: "CustomDomainRole",
    }),
    CustomDomainRole: functionRole(
      "Lets the function write records to hosted zones",
      inputs.application.permissionsBoundary,
      [
        inlinePolicy("CustomDomainPolicy", mayAssume(delegation), {
          Sid: "HostedZoneAccess",
          Effect: "Allow",
          Action: [
            "route53:ChangeResourceRecordSets",
            "route53:Get*",
            "route53:Describe*",
            "route53:ListResourceRecordSets",
            "route53:ListHostedZonesByName",
          ],
          Resource: "*",
        }),
      ],
    ),
  };
}

function certificate(alias: string, delegation: DnsDelegation, inputs: WorkloadInputs): Resources {
  return {
    CertificateValidatorAction: {
      Metadata: described("Requests and validates the site's certificate"),
      Type: "Custom::CertificateValidationFunction",
      Properties: {
        ServiceToken: getAtt("CertificateValidationFunction", "Arn"),
        ...domainProperties(alias, delegation),
        IsCloudFrontCertificate: true,
      },
    },
    CertificateValidationFunction: customResourceFunction(inputs, {
      name: "CertificateValidationFunction",
      handler: "index.handler",
      timeout: 900,
      role: "CertificateValidatorRole",
    }),
    CertificateValidatorRole: functionRole(
      "Lets the function request a certificate and prove the domain",
      inputs.application.permissionsBoundary,
      [
        inlinePolicy(
          "CertValidatorPolicy",
          mayAssume(delegation),
          {
            Sid: "HostedZoneUpdateAndWait",
            Effect: "Allow",
            Action: "route53:ChangeResourceRecordSets",
            Resource: "*",
          },
          {
            Sid: "HostedZoneRead",
            Effect: "Allow",
            Action: ["route53:ListResourceRecordSets", "route53:GetChange"],
            Resource: "*",
          },
          ...certificateAccess,
        ),
      ],
    ),
  };
}

function domainProperties(alias: string, delegation: DnsDelegation): JsonMap {
  return {
    EnvHostedZoneId: fromEnvironment("HostedZone"),
    EnvName: ref("EnvName"),
    AppName: ref("AppName"),
    ServiceName: ref("WorkloadName"),
    RootDNSRole: delegation.roleArn,
    DomainName: delegation.domain,
    Aliases: [alias],
  };
}

function mayAssume(delegation: DnsDelegation): JsonMap {
  return {
    Sid: "AllowAssumeRole",
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Resource: delegation.roleArn,
  };
}
