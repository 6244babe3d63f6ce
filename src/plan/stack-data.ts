import { partitionOf } from "../domain/partition.ts";
import type { ObservedStack } from "../domain/stack.ts";
import type { Template, TemplateResource } from "../domain/template.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { isKept } from "./impact.ts";
import { holdsData } from "./replacement.ts";

/** Templates of the stacks that a stack has nested in it, by their path of logical ids: `AddonsStack`, `AddonsStack/Inner`. */
export type NestedTemplates = ReadonlyMap<string, Template>;

/** What a stack's deletion would take with it. */
export interface StackContents {
  /** Ids of all resources, those of nested stacks with their path. */
  readonly all: readonly string[];
  /** Those of them that hold data and go with the stack: nothing says that they are retained. */
  readonly data: readonly string[];
}

/** Ids of the stacks that are nested directly in a deployed stack, conditions decided. */
export function nestedStacks(stack: ObservedStack): readonly string[] {
  return resourcesOf(stack)
    .filter(([, { Type: type }]) => type === "AWS::CloudFormation::Stack")
    .map(([id]) => id);
}

/**
 * What is in a deployed stack and in those nested in it. Conditions of nested stacks are not decided: what may be there counts as there.
 * Undefined: the template was not read.
 */
export function contentsOf(stack: ObservedStack, nested: NestedTemplates): StackContents | undefined {
  if (stack.template.kind !== "read") return undefined;
  const resources = [
    ...resourcesOf(stack),
    ...[...nested].flatMap(([path, template]) =>
      Object.entries(template.Resources).map(([id, resource]) => [`${path}/${id}`, resource] as const),
    ),
  ];
  return {
    all: resources.map(([id]) => id).toSorted(),
    data: resources
      .filter(([, { Type: type, DeletionPolicy: policy }]) => holdsData(type) && !isKept(policy, type))
      .map(([id]) => id)
      .toSorted(),
  };
}

function resourcesOf(stack: ObservedStack): readonly (readonly [string, TemplateResource])[] {
  if (stack.template.kind !== "read") return [];
  const { account, region, name } = stack.id;
  const pseudo = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::StackName": name,
    "AWS::Partition": partitionOf(region),
  };
  return [...resolveResources(stack.template.template, { parameters: stack.parameters, pseudo })];
}
