import type { Json } from "../../domain/template.ts";
import { isJsonMap, pointerOf } from "../../template/json-pointer.ts";
import { itemsOf } from "../fold-values.ts";
import type { PartFacts } from "../part-facts.ts";
import type { PolicyRule } from "../rule.ts";

/** Requests that belong to other workloads. */
export const trafficTaken: PolicyRule = {
  code: "traffic-taken",
  severity: "stop",
  judges: "additions",
  stops:
    "listener rules on the environment's load balancer that take every path of every host, and its default actions",
  reason:
    "All workloads of an environment share the load balancer. A rule for everything gets the other workloads' requests, with their cookies.",
  remedy: "Limit the rule by a path or a host that is the workload's own.",
  judge: (facts) =>
    [...facts.resources]
      .filter(
        ([, { Type: type, Properties: properties = {} }]) =>
          type === "AWS::ElasticLoadBalancingV2::ListenerRule" &&
          facts.texts(properties["ListenerArn"]).some((text) => facts.ownReference(text) === undefined) &&
          takesAll(properties["Conditions"], facts),
      )
      .map(([id]) => ({
        pointer: pointerOf(["Resources", id]),
        what: "takes every request of the load balancer",
      })),
};

function takesAll(conditions: Json | undefined, facts: PartFacts): boolean {
  return itemsOf(conditions)
    .filter(isJsonMap)
    .every((condition) => {
      const field = facts.texts(condition["Field"])[0];
      if (field !== "path-pattern" && field !== "host-header") return false;
      const config = condition[field === "path-pattern" ? "PathPatternConfig" : "HostHeaderConfig"];
      const values = [
        ...itemsOf(condition["Values"]),
        ...(isJsonMap(config) ? itemsOf(config["Values"]) : []),
      ];
      return values.flatMap((value) => facts.texts(value)).some((text) => /^\/?\*+$/.test(text));
    });
}
