import { getAtt, ref } from "../../template/intrinsics.ts";
import { unquoted } from "../unquoted.ts";
import { certificateAccess } from "../certificate-access.ts";
import { customResourceFunction } from "../custom-resource-function.ts";
import type { DnsDelegation } from "../dns-delegation.ts";
import { fromEnvironment } from "../environment-imports.ts";
import { functionRole, inlinePolicy } from "../iam.ts";
import type { WorkloadInputs } from "../inputs.ts";
import { described, type Resources } from "../resources.ts";
import { mayAssumeAnyRole, mayChangeHostedZone, mayReadHostedZones } from "./nlb-dns-access.ts";
import { networkLoadBalancerId } from "./nlb-load-balancer.ts";

/** The custom resource that requests and validates the certificate of a network load balancer's TLS listeners (copilot-model.md 6). */
export function networkCertificate(
  aliases: readonly string[],
  delegation: DnsDelegation,
  inputs: WorkloadInputs,
): Resources {
  return {
    NLBCertValidatorAction: {
      Metadata: described("Requests and validates the certificate of the network load balancer"),
      Type: "Custom::NLBCertValidatorFunction",
      Condition: "HasAssociatedDomain",
      Properties: {
        ServiceToken: getAtt("NLBCertValidatorFunction", "Arn"),
        LoadBalancerDNS: getAtt(networkLoadBalancerId, "DNSName"),
        EnvHostedZoneId: fromEnvironment("HostedZone"),
        EnvName: ref("EnvName"),
        AppName: ref("AppName"),
        ServiceName: ref("WorkloadName"),
        RootDNSRole: delegation.roleArn,
        DomainName: delegation.domain,
        Aliases: aliases.map(unquoted),
      },
    },
    NLBCertValidatorFunction: {
      ...customResourceFunction(inputs, {
        name: "NLBCertValidatorFunction",
        handler: "index.handler",
        timeout: 900,
        role: "NLBCertValidatorRole",
      }),
      Condition: "HasAssociatedDomain",
    },
    NLBCertValidatorRole: functionRole(
      "Lets the function request a certificate and prove the domain",
      inputs.application.permissionsBoundary,
      [
        inlinePolicy(
          "NLBCertValidatorPolicy",
          mayAssumeAnyRole,
          mayChangeHostedZone,
          mayReadHostedZones,
          ...certificateAccess,
        ),
      ],
    ),
  };
}
