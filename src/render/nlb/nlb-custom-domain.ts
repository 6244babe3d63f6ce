import { getAtt, join, ref, sub } from "../../template/intrinsics.ts";
import { unquoted } from "../unquoted.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import type { DnsDelegation } from "../dns-delegation.ts";
import { fromEnvironment } from "../environment-imports.ts";
import { functionRole, inlinePolicy } from "../iam.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { described, type Resources } from "../resources.ts";
import { mayAssumeAnyRole, mayChangeHostedZone, mayReadHostedZones } from "./nlb-dns-access.ts";
import { networkAliasTarget, networkLoadBalancerId } from "./nlb-load-balancer.ts";

/** A network load balancer's name in the environment's subdomain, where it has no aliases and there is a domain. */
export const defaultNetworkRecord: Resources = {
  NLBDNSAlias: {
    Metadata: described("The network load balancer's name in the environment's subdomain"),
    Type: "AWS::Route53::RecordSetGroup",
    Condition: "HasAssociatedDomain",
    Properties: {
      HostedZoneId: fromEnvironment("HostedZone"),
      Comment: sub("Network load balancer of ${WorkloadName}"),
      RecordSets: [
        {
          Name: join(".", [sub("${WorkloadName}-nlb"), fromEnvironment("SubDomain"), ""]),
          Type: "A",
          AliasTarget: networkAliasTarget,
        },
      ],
    },
  },
};

/** The custom resource that writes a network load balancer's aliases to the hosted zones that they lie in (copilot-model.md 6). */
export function networkCustomDomain(
  aliases: readonly string[],
  delegation: DnsDelegation,
  inputs: WorkloadInputs,
): Resources {
  return {
    NLBCustomDomainAction: {
      Metadata: described("Writes the records of the network load balancer's aliases"),
      Type: "Custom::NLBCustomDomainFunction",
      Condition: "HasAssociatedDomain",
      Properties: {
        ServiceToken: getAtt("NLBCustomDomainFunction", "Arn"),
        PublicAccessHostedZoneID: getAtt(networkLoadBalancerId, "CanonicalHostedZoneID"),
        PublicAccessDNS: getAtt(networkLoadBalancerId, "DNSName"),
        EnvHostedZoneId: fromEnvironment("HostedZone"),
        EnvName: ref("EnvName"),
        AppName: ref("AppName"),
        ServiceName: ref("WorkloadName"),
        RootDNSRole: delegation.roleArn,
        DomainName: delegation.domain,
        Aliases: aliases.map(unquoted),
      },
    },
    NLBCustomDomainFunction: {
      ...customResourceFunction(inputs, {
        name: "NLBCustomDomainFunction",
        handler: "index.handler",
        timeout: 900,
        role: "NLBCustomDomainRole",
      }),
      Condition: "HasAssociatedDomain",
    },
    NLBCustomDomainRole: functionRole(
      "Lets the function write records to the environment's hosted zone",
      inputs.application.permissionsBoundary,
      [inlinePolicy("NLBCustomDomainPolicy", mayAssumeAnyRole, mayChangeHostedZone, mayReadHostedZones)],
    ),
  };
}
