import type { Replacement, ResourceEffect } from "../domain/step-effects.ts";
import type { Json, TemplateResource } from "../domain/template.ts";
import { canonicalJson } from "../template/canonical-json.ts";
import { referencesIn } from "../template/references.ts";
import { replacementOf } from "./replacement.ts";

type Resources = ReadonlyMap<string, TemplateResource>;

/**
 * What going from one set of resolved resources to another does to each resource: the ones that differ themselves, and those
 * that follow because they refer to one that is replaced (or whose attributes may change). Resources that stay as they are
 * have no entry. The closure along Ref and GetAtt is what tells that a service restarts behind a new task definition.
 */
export function resourceEffects(from: Resources, to: Resources): ReadonlyMap<string, ResourceEffect> {
  const effects = new Map<string, ResourceEffect>();
  for (const [id, resource] of to) {
    const before = from.get(id);
    const effect = before === undefined ? added(resource) : modified(before, resource);
    if (effect !== undefined) effects.set(id, effect);
  }
  for (const [id, resource] of from) {
    if (!to.has(id))
      effects.set(id, { type: resource.Type, kind: "remove", replacement: "no", properties: [] });
  }
  follow(to, effects);
  return effects;
}

function added(resource: TemplateResource): ResourceEffect {
  return { type: resource.Type, kind: "add", replacement: "no", properties: [] };
}

function modified(before: TemplateResource, after: TemplateResource): ResourceEffect | undefined {
  if (before.Type !== after.Type) {
    return { type: after.Type, kind: "modify", replacement: "yes", properties: ["Type"] };
  }
  const properties = differingKeys(before.Properties ?? {}, after.Properties ?? {});
  const metadata = !same(withoutDescription(before), withoutDescription(after));
  if (properties.length === 0 && !metadata) return undefined;
  const replacement = replacementOf(after.Type, properties);
  return { type: after.Type, kind: "modify", replacement, properties };
}

function follow(resources: Resources, effects: Map<string, ResourceEffect>): void {
  let grew = true;
  while (grew) {
    grew = false;
    for (const [id, resource] of resources) {
      const known = effects.get(id);
      if (known !== undefined && (known.kind === "add" || known.replacement === "yes")) continue;
      const moving = propertiesWith(resource, (value) => refersToMoving(value, effects));
      if (moving.length === 0) continue;
      const replaced = propertiesWith(resource, (value) => refersToReplaced(value, effects));
      const next = followed(resource, known, moving, replaced);
      if (known !== undefined && same(next, known)) continue;
      effects.set(id, next);
      grew = true;
    }
  }
}

/**
 * What refers to something that is certainly replaced certainly gets another value, so it is replaced where its own property says so.
 * Whether an attribute of what is only changed really differs is known at run time alone, and replacement by such a reference is
 * never certain.
 */
function followed(
  resource: TemplateResource,
  known: ResourceEffect | undefined,
  moving: readonly string[],
  replaced: readonly string[],
): ResourceEffect {
  const possible = replacementOf(resource.Type, moving) === "no" ? "no" : "maybe";
  const certain = replacementOf(resource.Type, replaced);
  return {
    type: resource.Type,
    kind: known?.kind === "modify" ? "modify" : "follow",
    replacement: harshest([known?.replacement ?? "no", possible, certain]),
    properties: [...new Set([...(known?.properties ?? []), ...moving])].toSorted(),
  };
}

function harshest(answers: readonly Replacement[]): Replacement {
  return answers.includes("yes") ? "yes" : answers.includes("maybe") ? "maybe" : "no";
}

function propertiesWith(resource: TemplateResource, has: (value: Json) => boolean): readonly string[] {
  return Object.entries(resource.Properties ?? {})
    .filter(([, value]) => has(value))
    .map(([name]) => name);
}

function refersToReplaced(value: Json, effects: ReadonlyMap<string, ResourceEffect>): boolean {
  return referencesIn(value).some(({ target }) => effects.get(target)?.replacement === "yes");
}

function refersToMoving(value: Json, effects: ReadonlyMap<string, ResourceEffect>): boolean {
  return referencesIn(value).some((reference) => {
    const effect = effects.get(reference.target);
    if (effect === undefined) return false;
    if (effect.kind === "add" || effect.replacement !== "no") return true;
    return reference.attribute !== undefined && effect.kind !== "remove";
  });
}

function differingKeys(
  before: Readonly<Record<string, Json>>,
  after: Readonly<Record<string, Json>>,
): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !same(before[key], after[key])).toSorted();
}

function withoutDescription(resource: TemplateResource): Json {
  const { Properties: _compared, DependsOn: _order, Metadata: metadata, ...rest } = resource;
  const { "aws:copilot:description": _text, ...kept } = metadata ?? {};
  return { ...rest, Metadata: kept };
}

/** Equal by meaning for CloudFormation: a number or a boolean equals the text that spells it. */
function same(left: unknown, right: unknown): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalJson(spelled(left as Json)) === canonicalJson(spelled(right as Json));
}

function spelled(value: Json): Json {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.map((item: Json) => spelled(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, spelled(item)]));
}
