import type { Json, JsonMap, TemplateResource } from "../../domain/template.ts";
import { ref } from "../../template/intrinsics.ts";
import { numberedId } from "../logical-id.ts";
import { described, type Resources } from "../resources.ts";
import type { ListenerRule } from "./listener-rule.ts";
import { ruleConditions } from "./rule-conditions.ts";
import { priorityOf, rulePriorities } from "./rule-priority.ts";

/** What a rule does with a request that matches. */
export type RuleAction =
  | {
      readonly kind: "forward";
      /** Logical id of the first rule's target group. */ readonly targetGroups: string;
    }
  | { readonly kind: "redirect-to-https" };

/** The rules of a service on one listener: how they are named, and what each does. */
export interface RulesOnListener {
  readonly listenerArn: Json;
  /** Logical id of the custom resource that finds their priorities. */
  readonly priorities: string;
  /** Logical id of the first rule; the others are numbered. */
  readonly ruleId: string;
  readonly actionOf: (rule: ListenerRule) => RuleAction;
  /** Host names that a rule answers to; none answers to all. */
  readonly hostsOf: (rule: ListenerRule) => readonly Json[];
}

/** The resources that put a service's rules on a listener: their priorities and one listener rule each. */
export function rulesOnListener(rules: readonly ListenerRule[], listener: RulesOnListener): Resources {
  return {
    [listener.priorities]: rulePriorities(rules, listener.listenerArn),
    ...Object.fromEntries(
      rules.map((rule, index) => [numberedId(listener.ruleId, index), listenerRule(rule, index, listener)]),
    ),
  };
}

function listenerRule(rule: ListenerRule, index: number, listener: RulesOnListener): TemplateResource {
  const action = listener.actionOf(rule);
  return {
    Metadata: described(purposeOf(rule, action)),
    Type: "AWS::ElasticLoadBalancingV2::ListenerRule",
    Properties: {
      Actions: [ruleAction(action, index)],
      Conditions: ruleConditions(rule, listener.hostsOf(rule)),
      ListenerArn: listener.listenerArn,
      Priority: priorityOf(listener.priorities, index),
    },
  };
}

function purposeOf(rule: ListenerRule, action: RuleAction): string {
  switch (action.kind) {
    case "forward":
      return `Sends requests for ${rule.path} to ${rule.target.container}`;
    case "redirect-to-https":
      return `Redirects requests for ${rule.path} to HTTPS`;
  }
}

function ruleAction(action: RuleAction, index: number): JsonMap {
  switch (action.kind) {
    case "forward":
      return { TargetGroupArn: ref(numberedId(action.targetGroups, index)), Type: "forward" };
    case "redirect-to-https":
      return redirectToHttps;
  }
}

/** Keeps host, path and query (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html#redirect-actions). */
const redirectToHttps: JsonMap = {
  Type: "redirect",
  RedirectConfig: {
    Protocol: "HTTPS",
    Port: 443,
    Host: "#{host}",
    Path: "/#{path}",
    Query: "#{query}",
    StatusCode: "HTTP_301",
  },
};
