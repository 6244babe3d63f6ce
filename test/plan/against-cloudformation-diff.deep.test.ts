import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { fullDiff, ResourceImpact, type TemplateDiff } from "@aws-cdk/cloudformation-diff";
import { expect, test } from "vitest";
import type { ResourceEffect } from "../../src/domain/step-effects.ts";
import type { Json, Template, TemplateResource } from "../../src/domain/template.ts";
import { widenings } from "../../src/plan/access/widenings.ts";
import { resourceEffects } from "../../src/plan/resource-effects.ts";
import { isDeep } from "../support/depth.ts";
import { caseData, defaultKit, discoverCases } from "../conformance/kit.ts";

/**
 * What CloudFormation would do, told twice: by the CDK team's own difference, with its whole database, and by ours, which
 * keeps an extract of it (docs/decisions/0010-impact-of-differences.md). Ours may be stricter, never milder.
 */
const hasKit = existsSync(defaultKit);
const because = hasKit ? "" : " (skipped: no conformance kit at ../shared/conformance)";

/** How far apart two templates of a type stand in the list are compared; all of them in `test:all`. */
const distances = isDeep ? Number.POSITIVE_INFINITY : 1;

test.skipIf(!hasKit)(
  `no template that becomes another one of its type has a milder impact than cloudformation-diff tells${because}`,
  () => {
    const milder: string[] = [];
    let compared = 0;
    let replaced = 0;
    let broadened = 0;
    for (const templates of templatesByType().values()) {
      for (const [from, to] of pairsOf(templates)) {
        const theirs = fullDiff(copyOf(from.template), copyOf(to.template));
        const [before, after] = [resourcesOf(from.template), resourcesOf(to.template)];
        const ours = resourceEffects(before, after);
        compared += 1;
        theirs.resources.forEachDifference((id, change) => {
          if (change.changeImpact === ResourceImpact.WILL_REPLACE) replaced += 1;
          const effect = ours.get(id);
          if (isMilder(effect, change.changeImpact))
            milder.push(`${from.name} → ${to.name}, ${id}: ${change.changeImpact}, ours ${told(effect)}`);
        });
        if (!theirs.permissionsBroadened || isNarrowing(theirs)) continue;
        broadened += 1;
        if (widenings(before, after).length === 0)
          milder.push(`${from.name} → ${to.name}: permissions are broadened`);
      }
    }
    expect(milder).toEqual([]);
    // The comparison means something only while there is something to compare.
    expect(compared).toBeGreaterThan(300);
    expect(replaced).toBeGreaterThan(100);
    expect(broadened).toBeGreaterThan(50);
    process.stderr.write(
      `cloudformation-diff: ${compared} pairs, ${replaced} replacements, ${broadened} broadened\n`,
    );
  },
  1_800_000,
);

interface Named {
  readonly name: string;
  readonly template: Template;
}

/** The templates that Copilot itself made of the kit's cases, by type of workload; environments are a type of their own. */
function templatesByType(): ReadonlyMap<string, readonly Named[]> {
  const templates = discoverCases(defaultKit).flatMap((kitCase) => {
    const { kind, id } = kitCase.file;
    if (kind !== "workload" && kind !== "environment") return [];
    const template = caseData(kitCase, "expected-template.normalized.json") as unknown as Template;
    const manifest = caseData(kitCase, kind === "workload" ? "manifest.yml" : "env-manifest.yml");
    return [{ type: (manifest as { readonly type: string }).type, name: id, template }];
  });
  return Map.groupBy(templates, ({ type }) => type);
}

/** Each with its neighbours, there and back. */
function pairsOf(templates: readonly Named[]): readonly (readonly [Named, Named])[] {
  return templates.flatMap((from, index) =>
    templates
      .filter((_to, other) => other !== index && Math.abs(other - index) <= distances)
      .map((to) => [from, to] as const),
  );
}

function isMilder(effect: ResourceEffect | undefined, impact: ResourceImpact): boolean {
  switch (impact) {
    case ResourceImpact.WILL_REPLACE:
      return effect?.replacement !== "yes";
    case ResourceImpact.MAY_REPLACE:
      return effect === undefined || (effect.replacement === "no" && effect.kind !== "add");
    case ResourceImpact.WILL_UPDATE:
      return effect === undefined;
    case ResourceImpact.WILL_CREATE:
    case ResourceImpact.WILL_IMPORT:
      return effect?.kind !== "add";
    case ResourceImpact.WILL_DESTROY:
    case ResourceImpact.WILL_ORPHAN:
      return effect?.kind !== "remove";
    case ResourceImpact.NO_CHANGE:
      return false;
  }
}

function told(effect: ResourceEffect | undefined): string {
  return effect === undefined ? "nothing" : `${effect.kind}, replacement ${effect.replacement}`;
}

function resourcesOf(template: Template): ReadonlyMap<string, TemplateResource> {
  return new Map(Object.entries(template.Resources));
}

/**
 * Without `DependsOn` and Copilot's description of a resource: they count another order and another description as an update, and
 * CloudFormation has nothing to do for either alone (design.md 4).
 */
function copyOf({ Resources: resources, ...rest }: Template): Record<string, Json> {
  const plain = Object.entries(resources).map(
    ([
      id,
      { DependsOn: _order, Metadata: { "aws:copilot:description": _text, ...metadata } = {}, ...resource },
    ]) => [id, { ...resource, Metadata: metadata }],
  );
  return structuredClone({ ...rest, Resources: Object.fromEntries(plain) });
}

/**
 * They take every statement and rule that is written otherwise for a broadening. It is none where each that is new says no more than
 * one that went: fewer resources or actions for the same principals under the same condition, a network instead of the whole world.
 */
function isNarrowing({ iamChanges, securityGroupChanges }: TemplateDiff): boolean {
  const { additions, removals } = iamChanges.statements;
  const statements = additions.every((added) =>
    removals.some(
      (gone) =>
        gone.effect === added.effect &&
        isDeepStrictEqual([gone.principals, gone.condition], [added.principals, added.condition]) &&
        [gone.actions.not, gone.resources.not, added.actions.not, added.resources.not].every((not) => !not) &&
        added.actions.values.every((action) => gone.actions.values.includes(action)) &&
        added.resources.values.every((resource) => gone.resources.values.includes(resource)),
    ),
  );
  const rules = securityGroupChanges.ingress.additions.every((added) =>
    securityGroupChanges.ingress.removals.some((gone) => {
      const world = gone.peer?.kind === "cidr-ip" && gone.peer.ip === "0.0.0.0/0";
      const same = ["groupId", "ipProtocol", "fromPort", "toPort"] as const;
      return world && same.every((key) => gone[key] === added[key]);
    }),
  );
  return (
    statements &&
    rules &&
    securityGroupChanges.egress.additions.length === 0 &&
    iamChanges.managedPolicies.additions.length === 0
  );
}
