import type { Replacement } from "../domain/step-effects.ts";
import rules from "./replacement-rules.json" with { type: "json" };

interface Rule {
  readonly yes?: readonly string[];
  readonly maybe?: readonly string[];
  readonly stateful?: boolean;
}

const table: Readonly<Record<string, Rule>> = rules;

/**
 * Types that hold what cannot be made again, besides those that the CDK team's database calls stateful. A log group is
 * in that database; an image repository and a hosted zone are not, yet losing one loses what is in it.
 */
const alsoStateful = new Set(["AWS::ECR::Repository", "AWS::Route53::HostedZone"]);

/** What a change of these top-level properties does to a resource of this type; unknown types answer `maybe`. */
export function replacementOf(type: string, properties: readonly string[]): Replacement {
  if (properties.length === 0) return "no";
  if (type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource") {
    return properties.includes("ServiceToken") ? "maybe" : "no";
  }
  const rule = table[type];
  if (rule === undefined) return "maybe";
  if (properties.some((name) => rule.yes?.includes(name))) return "yes";
  return properties.some((name) => rule.maybe?.includes(name)) ? "maybe" : "no";
}

/** Whether a resource of this type holds data that its replacement or deletion would lose. */
export function holdsData(type: string): boolean {
  return table[type]?.stateful === true || alsoStateful.has(type);
}

/** Whether a resource of this type decides who may do what. */
export function grantsAccess(type: string): boolean {
  return type.startsWith("AWS::IAM::") || /(?:^|::)(?:\w*Policy|Permission)$/.test(type);
}
