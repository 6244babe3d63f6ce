import type { Json, Template } from "../../domain/template.ts";
import { canonicalJson } from "../../template/canonical-json.ts";
import { referencesIn } from "../../template/references.ts";
import { replacementBy } from "../resources/resource-type.ts";
import { knownAfterApply } from "./evaluate.ts";
import type { ChangeDetail, ChangeRecord } from "./change-set-state.ts";

/** A change that was found already; what depends on it may change with it. */
export type PlannedChange = ChangeRecord;

/** One property of one resource, before and after. */
export interface PropertyChange {
  readonly type: string;
  readonly name: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  readonly oldExpression: Json | undefined;
  readonly newExpression: Json | undefined;
  readonly oldParameters: Readonly<Record<string, string>>;
  readonly newParameters: Readonly<Record<string, string>>;
  readonly planned: ReadonlyMap<string, PlannedChange>;
  readonly template: Template;
}

/**
 * Why a property changes, as CloudFormation names the sources: the template itself, a parameter, the id or an attribute of a
 * resource that changes. Empty when it does not change.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html
 */
export function detailsOfProperty(change: PropertyChange): readonly ChangeDetail[] {
  const { from, to, name, type } = change;
  const isDynamic = to !== undefined && JSON.stringify(to).includes(knownAfterApply);
  if (!isDynamic && same(from, to)) return [];
  const rule = replacementBy(type, name);
  const base = {
    attribute: name === "Tags" ? "Tags" : "Properties",
    ...(name === "Tags" ? {} : { name }),
    requiresRecreation: rule === "always" ? "Always" : rule === "maybe" ? "Conditionally" : "Never",
    path: `/Properties/${name}`,
    before: from === undefined ? undefined : JSON.stringify(from),
    after: to === undefined ? undefined : JSON.stringify(to),
  } as const;
  const isRewritten = !same(change.oldExpression, change.newExpression);
  const causes = causesOf(change);
  const direct: readonly ChangeDetail[] =
    isRewritten || causes.length === 0
      ? [{ ...base, evaluation: isDynamic ? "Dynamic" : "Static", source: "DirectModification" }]
      : [];
  return [...direct, ...causes.map((cause) => ({ ...base, ...cause }))];
}

/** What the details of a resource's change come to. */
export function replacementOf(details: readonly ChangeDetail[]): "True" | "False" | "Conditional" {
  const risky = details.filter(({ requiresRecreation }) => requiresRecreation !== "Never");
  if (risky.some((detail) => detail.requiresRecreation === "Always" && detail.evaluation === "Static"))
    return "True";
  return risky.length > 0 ? "Conditional" : "False";
}

type Cause = Pick<ChangeDetail, "source" | "evaluation" | "causingEntity">;

function causesOf(change: PropertyChange): readonly Cause[] {
  const { newExpression, oldParameters, newParameters, planned, template } = change;
  const causes = new Map<string, Cause>();
  for (const { target, attribute } of referencesIn(newExpression ?? null)) {
    const entity = attribute === undefined ? target : `${target}.${attribute}`;
    if (Object.hasOwn(template.Parameters ?? {}, target)) {
      if (oldParameters[target] !== newParameters[target]) {
        causes.set(entity, { source: "ParameterReference", evaluation: "Static", causingEntity: target });
      }
      continue;
    }
    const cause = planned.get(target);
    if (cause === undefined) continue;
    if (attribute !== undefined) {
      causes.set(entity, { source: "ResourceAttribute", evaluation: "Dynamic", causingEntity: entity });
    } else if (cause.action === "Add" || cause.replacement !== "False") {
      causes.set(entity, { source: "ResourceReference", evaluation: "Dynamic", causingEntity: target });
    }
  }
  return [...causes.values()];
}

function same(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalJson(left) === canonicalJson(right);
}
