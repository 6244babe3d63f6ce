import type { ApplicationRecord } from "../../domain/copilot-records.ts";
import type { JsonMap } from "../../domain/template.ts";
import { equals, getAtt, not, ref } from "../../template/intrinsics.ts";
import type { RenderedStack } from "../inputs.ts";
import { applicationDomain } from "./application-domain.ts";
import { stackSetRoles } from "./stack-set-roles.ts";

/**
 * Renders the stack `<app>-infrastructure-roles` of the application's account (copilot-model.md 2.4): the roles that the
 * StackSet works with, and the application's subdomain where it has a domain.
 */
export function renderApplicationRoles(
  application: ApplicationRecord,
  options: {
    readonly templateVersion: string;
    /** Accounts of environments that may write to the application's hosted zone. */
    readonly delegatedAccounts: readonly string[];
  },
): RenderedStack {
  const { name, domain, domainHostedZoneId, account } = application;
  const delegated = [...new Set([...options.delegatedAccounts, account])];
  return {
    template: {
      AWSTemplateFormatVersion: "2010-09-09",
      Description: `Roles of application ${name} for its StackSet and its domain`,
      Metadata: { TemplateVersion: options.templateVersion },
      Parameters: parameters,
      Conditions: { DelegateDNS: not(equals(ref("AppDomainName"), "")) },
      Resources: { ...stackSetRoles(application), ...applicationDomain(application, delegated) },
      Outputs: {
        ExecutionRoleARN: {
          Description: "The role that the StackSet makes repositories, keys and buckets with",
          Value: getAtt("ExecutionRole", "Arn"),
        },
        AdministrationRoleARN: {
          Description: "The role that administers the StackSet",
          Value: getAtt("AdministrationRole", "Arn"),
        },
        TemplateVersion: {
          Description: "Changes with the template's version",
          Value: options.templateVersion,
        },
      },
    },
    parameters: {
      AdminRoleName: `${name}-adminrole`,
      ExecutionRoleName: `${name}-executionrole`,
      DNSDelegationRoleName: `${name}-DNSDelegationRole`,
      AppDNSDelegatedAccounts: delegated.join(","),
      AppDomainName: domain,
      AppDomainHostedZoneID: domainHostedZoneId,
      AppName: name,
    },
    tags: { ...application.tags, "copilot-application": name },
  };
}

const text: JsonMap = { Type: "String" };
const optionalText: JsonMap = { Type: "String", Default: "" };

const parameters: Readonly<Record<string, JsonMap>> = {
  AdminRoleName: text,
  ExecutionRoleName: text,
  DNSDelegationRoleName: optionalText,
  AppDNSDelegatedAccounts: { Type: "CommaDelimitedList", Default: "" },
  AppDomainName: optionalText,
  AppDomainHostedZoneID: optionalText,
  AppName: text,
};
