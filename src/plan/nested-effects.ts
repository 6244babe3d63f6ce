import type { DesiredStack } from "../domain/desired.ts";
import type { Observed } from "../domain/observed.ts";
import { partitionOf } from "../domain/partition.ts";
import type { Impact, ResourceEffect } from "../domain/step-effects.ts";
import type { StackContent, TextMap } from "../domain/stack.ts";
import type { Json, Template, TemplateResource } from "../domain/template.ts";
import { readTemplate } from "../template/read-template.ts";
import { resolveResources } from "../template/resolve-resources.ts";
import { addonsStackId } from "../domain/addons-stack-id.ts";
import { impactOf } from "./impact.ts";
import { resourceEffects } from "./resource-effects.ts";

type Resources = ReadonlyMap<string, TemplateResource>;

/** What a change does inside the nested stack of the addons. */
export interface NestedConsequences {
  readonly effects: Readonly<Record<string, ResourceEffect>>;
  /** Logical ids below `AddonsStack/`. */
  readonly impact: Impact;
}

/** The two sides of a stack's change: its resources with parameters put in, and what is wanted. */
export interface ParentChange {
  readonly before: Resources;
  readonly after: Resources;
  readonly desired: DesiredStack;
}

/**
 * What becomes of each resource of the addons, from the nested stack as it is deployed and the template that is to be uploaded for it.
 * Undefined when one of them is not known: then nothing inside can be explained.
 */
export function nestedEffects(
  change: ParentChange,
  deployed: Observed<StackContent> | undefined,
): NestedConsequences | undefined {
  const { before, after, desired } = change;
  const hadAddons = before.has(addonsStackId);
  const template = after.has(addonsStackId) ? addonsTemplate(desired, after) : emptyTemplate;
  if (template === undefined) return undefined;
  if (hadAddons && deployed?.kind !== "present") return undefined;
  const current = hadAddons && deployed?.kind === "present" ? deployed.value : emptyContent;
  const from = resolved(current.template, current.parameters, desired);
  const to = resolved(template, parametersAfter(change, current.parameters), desired);
  const effects = resourceEffects(from, to);
  return { effects: Object.fromEntries(effects), impact: below(impactOf(effects, from, to)) };
}

const emptyTemplate: Template = { Resources: {} };
const emptyContent: StackContent = { template: emptyTemplate, parameters: {}, tags: {} };

/** The addons' template among the files that are to be uploaded: its address ends with its key. */
function addonsTemplate({ artifacts, parameters }: DesiredStack, after: Resources): Template | undefined {
  const written = after.get(addonsStackId)?.Properties?.["TemplateURL"];
  const address = typeof written === "string" ? written : (parameters["AddonsTemplateURL"] ?? "");
  const content = artifacts.find(({ key }) => address.endsWith(key))?.content;
  if (content === undefined) return undefined;
  const reading = readTemplate(new TextDecoder().decode(content));
  return reading.kind === "read" ? reading.template : undefined;
}

/** What the parent will give: texts as they stand, and what it takes from its other resources while that is written as before. */
function parametersAfter({ before, after }: ParentChange, current: TextMap): TextMap {
  const [old, given] = [before, after].map((resources) => {
    const parameters = resources.get(addonsStackId)?.Properties?.["Parameters"];
    return typeof parameters === "object" && parameters !== null && !Array.isArray(parameters)
      ? (parameters as Readonly<Record<string, Json>>)
      : {};
  });
  const known = Object.entries(given ?? {}).flatMap(([name, value]): (readonly [string, string])[] => {
    if (typeof value === "string") return [[name, value]];
    const isAsBefore = JSON.stringify(old?.[name]) === JSON.stringify(value);
    const now = current[name];
    return isAsBefore && now !== undefined ? [[name, now]] : [];
  });
  return Object.fromEntries(known);
}

function resolved(template: Template, parameters: TextMap, { id }: DesiredStack): Resources {
  const { account, region } = id;
  const pseudo = {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::Partition": partitionOf(region),
  };
  return resolveResources(template, { parameters, pseudo });
}

function named(ids: readonly string[]): readonly string[] {
  return ids.map((id) => `${addonsStackId}/${id}`);
}

function below(impact: Impact): Impact {
  return {
    ...impact,
    adds: named(impact.adds),
    modifies: named(impact.modifies),
    replaces: named(impact.replaces),
    restarts: named(impact.restarts),
    removes: named(impact.removes),
    dataAtRisk: named(impact.dataAtRisk),
    access: named(impact.access),
  };
}

/** Both impacts as one. */
export function withNested(own: Impact, nested: Impact): Impact {
  return {
    adds: [...own.adds, ...nested.adds],
    modifies: [...own.modifies, ...nested.modifies],
    replaces: [...own.replaces, ...nested.replaces],
    restarts: [...own.restarts, ...nested.restarts],
    removes: [...own.removes, ...nested.removes],
    // What is in the nested stack is known: whether that is data decides.
    dataAtRisk: [...own.dataAtRisk.filter((id) => id !== addonsStackId), ...nested.dataAtRisk],
    access: [...own.access, ...nested.access],
    widens: [...own.widens, ...nested.widens],
  };
}
