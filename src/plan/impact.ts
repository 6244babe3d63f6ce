import type { Impact, ResourceEffect } from "../domain/step-effects.ts";
import type { TemplateResource } from "../domain/template.ts";
import { widenings } from "./access/widenings.ts";
import { grantsAccess, holdsData } from "./replacement.ts";

/**
 * Sums up effects for people and for policy. A new revision of a task definition counts as a restart of the services that
 * use it and not as a replacement: that is what rolling out is.
 */
export function impactOf(
  effects: ReadonlyMap<string, ResourceEffect>,
  deployed: ReadonlyMap<string, TemplateResource>,
  desired: ReadonlyMap<string, TemplateResource>,
): Impact {
  const ids = (matches: (effect: ResourceEffect, id: string) => boolean): string[] =>
    [...effects]
      .filter(([id, effect]) => matches(effect, id))
      .map(([id]) => id)
      .toSorted();
  return {
    adds: ids((effect) => effect.kind === "add"),
    modifies: ids((effect) => effect.kind === "modify" && effect.replacement !== "yes"),
    replaces: ids((effect) => effect.replacement === "yes" && effect.type !== "AWS::ECS::TaskDefinition"),
    restarts: hasNewRevision(effects)
      ? ids((effect) => effect.type === "AWS::ECS::Service" && effect.properties.includes("TaskDefinition"))
      : [],
    removes: ids((effect) => effect.kind === "remove"),
    dataAtRisk: ids((effect, id) => losesData(effect, deployed.get(id))),
    access: ids((effect) => effect.kind !== "follow" && grantsAccess(effect.type)),
    widens: widenings(deployed, desired),
  };
}

/** Whether a task definition certainly changes; one that only refers to something that changes may well stay as it is. */
function hasNewRevision(effects: ReadonlyMap<string, ResourceEffect>): boolean {
  return [...effects.values()].some(
    (effect) => effect.type === "AWS::ECS::TaskDefinition" && effect.replacement === "yes",
  );
}

/** Certain replacement or removal of what holds data, unless the deployed resource says that it is to be kept. */
function losesData(effect: ResourceEffect, deployed: TemplateResource | undefined): boolean {
  if (deployed === undefined || !holdsData(deployed.Type)) return false;
  if (effect.kind === "remove") return !isKept(deployed.DeletionPolicy, deployed.Type);
  return effect.replacement === "yes" && !isKept(deployed.UpdateReplacePolicy, deployed.Type);
}

/** Whether a policy keeps a resource of this type. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html */
export function isKept(policy: string | undefined, type: string): boolean {
  if (policy === undefined) return type === "AWS::RDS::DBCluster";
  return policy !== "Delete";
}
