import type { Json, JsonMap } from "../../domain/template.ts";
import { getAtt, join, ref } from "../../template/intrinsics.ts";
import { fromEnvironment } from "../environment-imports.ts";
import type { ListenerRule } from "./listener-rule.ts";
import { pathPatterns } from "./path-patterns.ts";

/** The `Conditions` of a listener rule in Copilot's order: source addresses, host names, path. No hosts match every host. */
export function ruleConditions(
  rule: Pick<ListenerRule, "path" | "sourceIps">,
  hosts: readonly Json[],
): readonly JsonMap[] {
  return [
    ...(rule.sourceIps.length === 0
      ? []
      : [{ Field: "source-ip", SourceIpConfig: { Values: rule.sourceIps } }]),
    ...(hosts.length === 0 ? [] : [{ Field: "host-header", HostHeaderConfig: { Values: hosts } }]),
    { Field: "path-pattern", PathPatternConfig: { Values: pathPatterns(rule.path) } },
  ];
}

/** Hosts of a rule with HTTPS: its aliases, else the workload's name in the environment's subdomain. */
export function hostsWithDomain(rule: Pick<ListenerRule, "aliases">): readonly Json[] {
  if (rule.aliases.length > 0) return rule.aliases;
  return [join(".", [ref("WorkloadName"), fromEnvironment("SubDomain")])];
}

/** The workload's name in the environment's private hosted zone of internal services. */
export const internalHostName: JsonMap = join(".", [
  ref("WorkloadName"),
  getAtt("EnvControllerAction", "InternalWorkloadsHostedZoneName"),
]);

/** Hosts of a rule on the internal load balancer without HTTPS: the load balancer's own name, and the workload's. */
export const internalHosts: readonly Json[] = [
  getAtt("EnvControllerAction", "InternalLoadBalancerDNSName"),
  internalHostName,
];
