import type { Json, Template } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "./json-pointer.ts";

/** Hosts and paths of one listener rule; what only CloudFormation can work out is left out. */
export interface RouteInTemplate {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
}

/** The listener rules of a template that forward to the service, in the template's order. Redirects to HTTPS are none. */
export function routesIn(template: Template): readonly RouteInTemplate[] {
  return Object.values(template.Resources).flatMap(({ Type: type, Properties: properties }) => {
    if (type !== "AWS::ElasticLoadBalancingV2::ListenerRule" || !isJsonMap(properties)) return [];
    const actions = isJsonList(properties["Actions"]) ? properties["Actions"] : [];
    if (!actions.some((action) => isJsonMap(action) && action["Type"] === "forward")) return [];
    return [{ hosts: valuesOf(properties, "host-header"), paths: valuesOf(properties, "path-pattern") }];
  });
}

function valuesOf(properties: Readonly<Record<string, Json>>, field: string): readonly string[] {
  const conditions = isJsonList(properties["Conditions"]) ? properties["Conditions"] : [];
  return [...new Set(conditions.flatMap((condition) => textsIn(condition, field)))];
}

/** Conditions may stand behind `Fn::If`; every branch counts. */
function textsIn(node: Json, field: string): readonly string[] {
  if (isJsonList(node)) return node.flatMap((item) => textsIn(item, field));
  if (!isJsonMap(node)) return [];
  if (node["Field"] === field) return textsAnywhere(node);
  return Object.values(node).flatMap((value) => textsIn(value, field));
}

function textsAnywhere(node: Json): readonly string[] {
  if (!isJsonMap(node)) return [];
  const config = Object.entries(node).find(([name]) => name.endsWith("Config"))?.[1] ?? node;
  const values = isJsonMap(config) ? config["Values"] : undefined;
  return isJsonList(values) ? values.filter((value) => typeof value === "string") : [];
}
