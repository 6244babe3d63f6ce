import type { Resources } from "../resources.ts";
import { aliasRecords, defaultAliasRecord, internalAliasRecord } from "./alias-records.ts";
import type { ListenerRule } from "./listener-rule.ts";
import type { HostedZoneAliases } from "./hosted-zone-aliases.ts";
import type { RuleAction, RulesOnListener } from "./listener-rules.ts";
import { aliasTargetOf, environmentListener, type LoadBalancer } from "./load-balancer.ts";
import { hostsWithDomain, internalHosts } from "./rule-conditions.ts";

type EnvironmentLoadBalancer = Extract<LoadBalancer, { kind: "environment" }>;

/**
 * The listeners of an environment's load balancer that get a service's rules: with HTTPS both, where plain HTTP
 * redirects unless the rule forbids it; without HTTPS the HTTP listener alone (copilot-model.md 2.7).
 */
export function environmentListeners(balancer: EnvironmentLoadBalancer): readonly RulesOnListener[] {
  const { scope } = balancer;
  const http = environmentListener(scope, "HTTP");
  if (!balancer.https) {
    return [
      {
        listenerArn: http,
        priorities: "HTTPRulePriorityAction",
        ruleId: "HTTPListenerRule",
        actionOf: () => forward,
        hostsOf: () => (scope === "internal" ? internalHosts : []),
      },
    ];
  }
  return [
    {
      listenerArn: http,
      priorities: "HTTPRuleWithDomainPriorityAction",
      ruleId: "HTTPListenerRuleWithDomain",
      actionOf: (rule) => (rule.redirectToHttps ? { kind: "redirect-to-https" } : forward),
      hostsOf: hostsWithDomain,
    },
    {
      listenerArn: environmentListener(scope, "HTTPS"),
      priorities: "HTTPSRulePriorityAction",
      ruleId: "HTTPSListenerRule",
      actionOf: () => forward,
      hostsOf: hostsWithDomain,
    },
  ];
}

/** The names under which a service behind an environment's load balancer is found, as far as this stack makes them. */
export function environmentRecords(
  balancer: EnvironmentLoadBalancer,
  routing: { readonly rules: readonly ListenerRule[]; readonly hostedZones: HostedZoneAliases },
): Resources {
  const target = aliasTargetOf(balancer);
  if (!balancer.https) return balancer.scope === "internal" ? internalAliasRecord(target) : {};
  const hasAliases = routing.rules.some((rule) => rule.aliases.length > 0);
  if (hasAliases) return aliasRecords(routing.hostedZones, target);
  // Copilot points the default name at the public load balancer even where the service is on the internal one.
  return defaultAliasRecord(aliasTargetOf({ ...balancer, scope: "public" }));
}

const forward: RuleAction = { kind: "forward", targetGroups: "TargetGroup" };
