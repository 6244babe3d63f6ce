import type { ApplicationRecord } from "../../domain/copilot-records.ts";
import type { TemplateResource } from "../../domain/template.ts";
import { getAtt, ref, sub } from "../../template/intrinsics.ts";
import { inlinePolicy, permissionsBoundary, policyDocument } from "../iam.ts";
import { described, type Resources } from "../resources.ts";

/** The application's subdomain of its root domain, and the role with which environments write to its zone. */
export function applicationDomain(
  application: ApplicationRecord,
  delegatedAccounts: readonly string[],
): Resources {
  return {
    DNSDelegationRole: delegationRole(application, delegatedAccounts),
    AppHostedZone: {
      Metadata: described(`The DNS zone of application ${application.name}`),
      Type: "AWS::Route53::HostedZone",
      Condition: "DelegateDNS",
      Properties: {
        HostedZoneConfig: { Comment: sub("Subdomain of application ${AppName}") },
        Name: sub("${AppName}.${AppDomainName}"),
      },
    },
    AppDomainDelegationRecordSet: {
      Metadata: described("Enters the application's name servers in the root domain's zone"),
      Type: "AWS::Route53::RecordSet",
      Condition: "DelegateDNS",
      Properties: {
        HostedZoneId: sub("${AppDomainHostedZoneID}"),
        Comment: sub("Name servers of application ${AppName}"),
        Name: sub("${AppName}.${AppDomainName}."),
        Type: "NS",
        TTL: "900",
        ResourceRecords: getAtt("AppHostedZone", "NameServers"),
      },
    },
  };
}

function delegationRole(
  { permissionsBoundary: boundary }: ApplicationRecord,
  delegatedAccounts: readonly string[],
): TemplateResource {
  return {
    Metadata: described(
      `Lets the accounts ${delegatedAccounts.join(", ")} delegate their environments' subdomains`,
    ),
    Type: "AWS::IAM::Role",
    Condition: "DelegateDNS",
    Properties: {
      RoleName: ref("DNSDelegationRoleName"),
      AssumeRolePolicyDocument: policyDocument(
        {
          Effect: "Allow",
          Principal: { AWS: sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root") },
          Action: ["sts:AssumeRole"],
        },
        {
          Effect: "Allow",
          Principal: {
            AWS: delegatedAccounts.map((account) => sub(`arn:\${AWS::Partition}:iam::${account}:root`)),
          },
          Action: ["sts:AssumeRole"],
        },
      ),
      ...permissionsBoundary(boundary),
      Path: "/",
      Policies: [
        inlinePolicy(
          "DNSDelegationPolicy",
          {
            Sid: "HostedZoneReadRecords",
            Effect: "Allow",
            Action: ["route53:Get*", "route53:List*"],
            Resource: "*",
          },
          {
            Sid: "HostedZoneUpdate",
            Effect: "Allow",
            Action: ["route53:ChangeResourceRecordSets"],
            Resource: [
              sub("arn:${AWS::Partition}:route53:::hostedzone/${AppHostedZone}"),
              sub("arn:${AWS::Partition}:route53:::hostedzone/${AppDomainHostedZoneID}"),
            ],
          },
        ),
      ],
    },
  };
}
