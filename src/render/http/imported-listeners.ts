import { getAtt } from "../../template/intrinsics.ts";
import type { ImportedLoadBalancer } from "../inputs.ts";
import { numberedId } from "../logical-id.ts";
import { RenderRefusal } from "../refusal.ts";
import type { Resources } from "../resources.ts";
import { aliasRecords } from "./alias-records.ts";
import type { HostedZoneAliases } from "./hosted-zone-aliases.ts";
import type { ListenerRule } from "./listener-rule.ts";
import type { RuleAction, RulesOnListener } from "./listener-rules.ts";
import { aliasTargetOf, importedListener } from "./load-balancer.ts";

/**
 * The listeners of an imported load balancer that get a service's rules: HTTPS where there is one, with redirects from
 * HTTP beside it, else HTTP. Redirects are made whatever `redirect_to_https` says (copilot-model.md 2.7).
 */
export function importedListeners(found: ImportedLoadBalancer): readonly RulesOnListener[] {
  const https = importedListener(found, "HTTPS");
  const http = importedListener(found, "HTTP");
  if (https === undefined && http === undefined) throw noListener(found);
  if (https === undefined) {
    return http === undefined ? [] : [forwarding("HTTPRulePriorityAction", "HTTPListenerRule", http)];
  }
  const secure = forwarding("HTTPSRulePriorityAction", "HTTPSListenerRule", https);
  return http === undefined ? [secure] : [secure, redirecting(http)];
}

/** Alias records to an imported load balancer; a service without aliases has no name of its own there. */
export function importedRecords(
  found: ImportedLoadBalancer,
  routing: { readonly rules: readonly ListenerRule[]; readonly hostedZones: HostedZoneAliases },
): Resources {
  const hasAliases = routing.rules.some((rule) => rule.aliases.length > 0);
  return hasAliases ? aliasRecords(routing.hostedZones, aliasTargetOf({ kind: "imported", found })) : {};
}

/** Rules that let an imported load balancer reach the environment's services, one for each of its security groups. */
export function importedIngress(found: ImportedLoadBalancer): Resources {
  return Object.fromEntries(
    found.securityGroups.map((securityGroup, index) => [
      numberedId("EnvironmentSecurityGroupIngressFromImportedALB", index),
      {
        Type: "AWS::EC2::SecurityGroupIngress",
        Properties: {
          GroupId: getAtt("EnvControllerAction", "EnvironmentSecurityGroup"),
          Description: "From the imported load balancer",
          SourceSecurityGroupId: securityGroup,
          IpProtocol: -1,
        },
      },
    ]),
  );
}

function forwarding(priorities: string, rule: string, listenerArn: string): RulesOnListener {
  return {
    listenerArn,
    priorities,
    ruleId: `${rule}ForImportedALB`,
    actionOf: () => forward,
    hostsOf: aliasesOf,
  };
}

function redirecting(listenerArn: string): RulesOnListener {
  return {
    listenerArn,
    priorities: "HTTPRedirectRulePriorityAction",
    ruleId: "HTTPListenerRedirectRuleForImportedALB",
    actionOf: () => ({ kind: "redirect-to-https" }),
    hostsOf: aliasesOf,
  };
}

function aliasesOf(rule: ListenerRule): readonly string[] {
  return rule.aliases;
}

function noListener(found: ImportedLoadBalancer): RenderRefusal {
  return new RenderRefusal({
    code: "imported-load-balancer-without-listener",
    field: "http.alb",
    message: `The load balancer ${found.name} of "http.alb" has neither an HTTP nor an HTTPS listener, so no rule can lead to the service.`,
    remedy: "Give the load balancer an HTTP or HTTPS listener, or name another one.",
  });
}

const forward: RuleAction = { kind: "forward", targetGroups: "TargetGroupForImportedALB" };
