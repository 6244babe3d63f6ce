import type {
  DescribeListenersCommandInput,
  DescribeLoadBalancersCommandInput,
  DescribeRulesCommandInput,
  DescribeTargetGroupsCommandInput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ResourceRecord } from "../../cloudformation/state.ts";
import { clientFault } from "../../kernel/aws-fault.ts";
import type { CallContext } from "../../kernel/service.ts";
import { madeByStacks, textOf } from "../made-by-stacks.ts";
import { pageOf } from "../paging.ts";

/** At most so many of anything a page. */
const largestPage = 400;

/** DescribeLoadBalancers, by ARN or name or all. */
export function describeLoadBalancers(
  context: CallContext,
  input: DescribeLoadBalancersCommandInput,
): object {
  const all = madeByStacks(context, "AWS::ElasticLoadBalancingV2::LoadBalancer");
  const found = chosen(all, input.LoadBalancerArns, {
    code: "LoadBalancerNotFoundException",
    message: "One or more load balancers not found",
  });
  const named =
    input.Names === undefined ? found : found.filter((balancer) => input.Names?.includes(nameOf(balancer)));
  return paged("LoadBalancers", named, input, (balancer) => ({
    LoadBalancerArn: balancer.physicalId,
    LoadBalancerName: nameOf(balancer),
    DNSName: balancer.live.attributes["DNSName"],
    CanonicalHostedZoneId: balancer.live.attributes["CanonicalHostedZoneID"],
    Scheme: textOf(balancer, "Scheme") ?? "internet-facing",
    Type: textOf(balancer, "Type") ?? "application",
    SecurityGroups: balancer.live.properties["SecurityGroups"],
    State: { Code: "active" },
  }));
}

/** DescribeListeners of a load balancer, or by ARN. */
export function describeListeners(context: CallContext, input: DescribeListenersCommandInput): object {
  const all = madeByStacks(context, "AWS::ElasticLoadBalancingV2::Listener");
  const found = chosen(all, input.ListenerArns, listenerNotFound).filter(
    (listener) =>
      input.LoadBalancerArn === undefined || textOf(listener, "LoadBalancerArn") === input.LoadBalancerArn,
  );
  return paged("Listeners", found, input, (listener) => ({
    ListenerArn: listener.physicalId,
    LoadBalancerArn: textOf(listener, "LoadBalancerArn"),
    Port: Number(textOf(listener, "Port")),
    Protocol: textOf(listener, "Protocol"),
    DefaultActions: listener.live.properties["DefaultActions"],
  }));
}

/**
 * DescribeRules of a listener, or by ARN: in the order of their priorities, and last the default rule, whose priority is
 * the word. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeRules.html
 */
export function describeRules(context: CallContext, input: DescribeRulesCommandInput): object {
  const rules = madeByStacks(context, "AWS::ElasticLoadBalancingV2::ListenerRule")
    .filter((rule) => input.ListenerArn === undefined || textOf(rule, "ListenerArn") === input.ListenerArn)
    .filter((rule) => textOf(rule, "Priority") !== undefined)
    .toSorted((left, right) => Number(textOf(left, "Priority")) - Number(textOf(right, "Priority")));
  const found = chosen(rules, input.RuleArns, {
    code: "RuleNotFoundException",
    message: "One or more rules not found",
  });
  const listeners = madeByStacks(context, "AWS::ElasticLoadBalancingV2::Listener");
  const listener = listeners.find(({ physicalId }) => physicalId === input.ListenerArn);
  if (input.ListenerArn !== undefined && listener === undefined) {
    throw clientFault(listenerNotFound.code, listenerNotFound.message);
  }
  return paged("Rules", listener === undefined ? found : [...found, listener], input, (rule) => ({
    RuleArn: rule === listener ? rule.physicalId.replace(":listener/", ":listener-rule/") : rule.physicalId,
    Priority: rule === listener ? "default" : textOf(rule, "Priority"),
    Conditions: rule === listener ? [] : rule.live.properties["Conditions"],
    Actions: rule.live.properties[rule === listener ? "DefaultActions" : "Actions"],
    IsDefault: rule === listener,
  }));
}

/** DescribeTargetGroups, by ARN or all. */
export function describeTargetGroups(context: CallContext, input: DescribeTargetGroupsCommandInput): object {
  const all = madeByStacks(context, "AWS::ElasticLoadBalancingV2::TargetGroup");
  const found = chosen(all, input.TargetGroupArns, targetGroupNotFound);
  return paged("TargetGroups", found, input, (group) => ({
    TargetGroupArn: group.physicalId,
    TargetGroupName: nameOf(group),
    Port: Number(textOf(group, "Port")),
    Protocol: textOf(group, "Protocol"),
    HealthCheckPath: textOf(group, "HealthCheckPath"),
    TargetType: textOf(group, "TargetType") ?? "instance",
    VpcId: textOf(group, "VpcId"),
  }));
}

/** The refusal of a target group that is not there. */
export const targetGroupNotFound = {
  code: "TargetGroupNotFoundException",
  message: "One or more target groups not found",
} as const;

const listenerNotFound = {
  code: "ListenerNotFoundException",
  message: "One or more listeners not found",
} as const;

function chosen(
  all: readonly ResourceRecord[],
  arns: readonly string[] | undefined,
  refusal: { readonly code: string; readonly message: string },
): readonly ResourceRecord[] {
  if (arns === undefined || arns.length === 0) return all;
  return arns.map((arn) => {
    const found = all.find(({ physicalId }) => physicalId === arn);
    if (found === undefined) throw clientFault(refusal.code, refusal.message);
    return found;
  });
}

function paged(
  member: string,
  resources: readonly ResourceRecord[],
  input: { readonly Marker?: string | undefined; readonly PageSize?: number | undefined },
  describe: (resource: ResourceRecord) => object,
): object {
  const page = pageOf(resources, {
    token: input.Marker,
    size: Math.min(input.PageSize ?? largestPage, largestPage),
    invalidToken: () => clientFault("ValidationError", "The marker is not valid"),
  });
  return { [member]: page.items.map(describe), NextMarker: page.nextToken };
}

function nameOf({ physicalId }: ResourceRecord): string {
  return physicalId.split("/").at(-2) ?? "";
}
