import type { Json } from "../domain/template.ts";
import { valueAt } from "./json-pointer.ts";

/**
 * Places that a comparison leaves out, with all below them. A text is one JSON pointer; a pattern is matched against the whole pointer. With
 * `resourceType` the path starts below a resource of that type (`/Properties/Description`).
 */
export interface IgnoreRule {
  readonly path: string | RegExp;
  readonly resourceType?: string;
}

/**
 * The texts of a template that say something to people and nothing to CloudFormation, by the README of the conformance
 * kit; an implementation writes its own. The code of static sites' `AWS::CloudFront::Function` is among them, because
 * only what it does counts.
 */
export const kitFreeTexts: readonly IgnoreRule[] = [
  { path: "/AWSTemplateFormatVersion" },
  { path: "/Description" },
  { path: "/Metadata/Manifest" },
  { path: /^\/(?:Parameters|Outputs)\/[^/]+\/Description$/ },
  { path: /^\/Resources\/[^/]+\/Metadata\/aws:copilot:description$/ },
  ...propertyDescriptions(),
  { resourceType: "AWS::CloudFront::Function", path: "/Properties/FunctionCode" },
];

/**
 * What makes no difference between a deployed and a desired template by itself (design.md 4): the stamp and everything
 * else under `Metadata`, and descriptions. It goes along with the next real change.
 */
export const neverCountsAlone: readonly IgnoreRule[] = [
  { path: "/AWSTemplateFormatVersion" },
  { path: "/Description" },
  { path: "/Metadata" },
  { path: /^\/(?:Parameters|Outputs)\/[^/]+\/Description$/ },
  { path: /^\/Resources\/[^/]+\/Metadata\/aws:copilot:description$/ },
  ...propertyDescriptions(),
];

/** A test of paths by rules; a rule with a resource type looks the type up in either template. */
export function ignoredBy(rules: readonly IgnoreRule[], from: Json, to: Json): (path: string) => boolean {
  const everywhere = rules.filter((rule) => rule.resourceType === undefined);
  const byType = Map.groupBy(
    rules.filter((rule) => rule.resourceType !== undefined),
    (rule) => rule.resourceType,
  );
  return (path) => selfAndAncestors(path).some((place) => isIgnored(place));

  function isIgnored(path: string): boolean {
    if (everywhere.some((rule) => matches(rule, path))) return true;
    const resource = /^\/Resources\/[^/]+(?=\/)/.exec(path)?.[0];
    if (resource === undefined || byType.size === 0) return false;
    const below = path.slice(resource.length);
    const types = [typeAt(from, resource), typeAt(to, resource)];
    return types.some((type) => byType.get(type)?.some((rule) => matches(rule, below)) ?? false);
  }
}

/** What lies below an ignored place is ignored with it: a description may be an intrinsic. */
function selfAndAncestors(path: string): readonly string[] {
  const places: string[] = [];
  for (let place = path; place !== ""; place = place.slice(0, place.lastIndexOf("/"))) places.push(place);
  return places;
}

function matches(rule: IgnoreRule, path: string): boolean {
  return typeof rule.path === "string" ? rule.path === path : rule.path.test(path);
}

function typeAt(template: Json, resource: string): string | undefined {
  const type = valueAt(template, `${resource}/Type`);
  return typeof type === "string" ? type : undefined;
}

function propertyDescriptions(): readonly IgnoreRule[] {
  return [
    { resourceType: "AWS::CodeBuild::Project", path: "/Properties/Description" },
    { resourceType: "AWS::ServiceDiscovery::Service", path: "/Properties/Description" },
    { resourceType: "AWS::EC2::SecurityGroupIngress", path: "/Properties/Description" },
    {
      resourceType: "AWS::EC2::SecurityGroup",
      path: /^\/Properties\/SecurityGroupIngress\/[0-9]+\/Description$/,
    },
    {
      resourceType: "AWS::CloudFront::OriginAccessControl",
      path: "/Properties/OriginAccessControlConfig/Description",
    },
    { resourceType: "AWS::CloudWatch::Alarm", path: "/Properties/AlarmDescription" },
    { resourceType: "AWS::CloudFront::Function", path: "/Properties/FunctionConfig/Comment" },
    { resourceType: "AWS::Route53::HostedZone", path: "/Properties/HostedZoneConfig/Comment" },
    { resourceType: "AWS::Route53::RecordSetGroup", path: "/Properties/Comment" },
    { resourceType: "AWS::StepFunctions::StateMachine", path: "/Properties/Definition/Comment" },
  ];
}
