import type { WorkloadInputs } from "../inputs.ts";
import { numberedId } from "../logical-id.ts";
import type { Resources } from "../resources.ts";
import { environmentListeners, environmentRecords } from "./environment-listeners.ts";
import type { HostedZoneAliases } from "./hosted-zone-aliases.ts";
import { importedListeners, importedRecords } from "./imported-listeners.ts";
import type { ListenerRule } from "./listener-rule.ts";
import { rulesOnListener, type RulesOnListener } from "./listener-rules.ts";
import { targetGroupId, type LoadBalancer } from "./load-balancer.ts";
import { rulePriorityFunction } from "./rule-priority.ts";
import { targetGroup } from "./target-group.ts";

/** A service behind an application load balancer: its rules in order, the main one first, and the zones of its aliases. */
export interface HttpRouting {
  readonly balancer: LoadBalancer;
  readonly rules: readonly ListenerRule[];
  readonly hostedZones: HostedZoneAliases;
}

/** All resources of a service's HTTP routing: target groups, priorities, listener rules and DNS records. */
export function httpRoutingResources(routing: HttpRouting, inputs: WorkloadInputs): Resources {
  const { balancer, rules } = routing;
  const family = targetGroupId(balancer);
  return {
    ...Object.fromEntries(rules.map((rule, index) => [numberedId(family, index), targetGroup(rule)])),
    ...rulePriorityFunction(inputs),
    ...dnsRecords(routing),
    ...Object.assign({}, ...listenersOf(balancer).map((listener) => rulesOnListener(rules, listener))),
  };
}

/** Logical ids of the listener rules, rule by rule: the ECS service comes after them, for ECS refuses target groups without a listener. */
export function listenerRuleIds(routing: HttpRouting): readonly string[] {
  const listeners = listenersOf(routing.balancer);
  return routing.rules.flatMap((_, index) => listeners.map(({ ruleId }) => numberedId(ruleId, index)));
}

function listenersOf(balancer: LoadBalancer): readonly RulesOnListener[] {
  switch (balancer.kind) {
    case "environment":
      return environmentListeners(balancer);
    case "imported":
      return importedListeners(balancer.found);
  }
}

function dnsRecords(routing: HttpRouting): Resources {
  switch (routing.balancer.kind) {
    case "environment":
      return environmentRecords(routing.balancer, routing);
    case "imported":
      return importedRecords(routing.balancer.found, routing);
  }
}
