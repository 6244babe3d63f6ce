import type { Json, JsonMap } from "../../domain/template.ts";
import { canonicalJson } from "../../template/canonical-json.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { itemsOf } from "./alternatives.ts";
import { readable } from "./readable.ts";

/** One statement of a policy, taken apart as far as it can be compared. */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** `*` for every action that `NotAction` does not name. */
  readonly actions: readonly string[];
  /** The empty text where none can be named. */
  readonly resources: readonly string[];
  /** Of whatever kind; the empty text where the policy belongs to one. */
  readonly principals: readonly string[];
  /** What narrows it besides: conditions, `NotAction` and the like, as canonical JSON; empty for nothing. */
  readonly limits: string;
}

/** The statements of a policy document, or of what stands in its place: text is read as JSON, and anything else has none. */
export function statementsOf(document: Json | undefined): readonly Statement[] {
  return itemsOf(typeof document === "string" ? parsed(document) : document)
    .filter(isJsonMap)
    .flatMap((policy) => itemsOf(policy["Statement"]).filter(isJsonMap).map(statementOf));
}

/**
 * What a statement allows and none of the others does, for people; undefined when the others allow all of it. It errs on the side of
 * telling: what is spread over several statements in another way may be told although nothing is new.
 */
export function notCovered(statement: Statement, by: readonly Statement[]): string | undefined {
  const { effect, limits } = statement;
  const rivals = by.filter(
    (other) => other.effect === effect && (other.limits === "" || other.limits === limits),
  );
  const left = grantsOf(statement).filter(
    ({ action, resource, who }) =>
      !rivals.some(
        (other) =>
          names(other.actions, action) && names(other.resources, resource) && names(other.principals, who),
      ),
  );
  return left.length === 0 ? undefined : phrase(left, limits);
}

/** One action on one resource for one principal. */
interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly who: string;
}

function grantsOf({ actions, resources, principals }: Statement): readonly Grant[] {
  return actions.flatMap((action) =>
    resources.flatMap((resource) => principals.map((who) => ({ action, resource, who }))),
  );
}

function phrase(grants: readonly Grant[], limits: string): string {
  const actions = few(grants.map(({ action }) => action));
  const resources = few(grants.map(({ resource }) => resource));
  const principals = few(grants.map(({ who }) => who));
  const on = resources === "" ? "" : ` on ${resources}`;
  const whom = principals === "" ? "" : ` for ${principals}`;
  return `${actions}${on}${whom}${limits === "" ? "" : `, where ${limits}`}`;
}

/** Whether one of the patterns means everything that a text, itself perhaps a pattern, means. */
function names(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => pattern === text || matches(pattern, text));
}

function matches(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return false;
  const expression = pattern
    .replaceAll(/[$()+.[\\\]^{|}]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "is").test(text);
}

function statementOf(statement: JsonMap): Statement {
  const {
    Effect: effect = "Allow",
    Action: action,
    Resource: resource,
    Principal: principal,
    Sid: _name,
    ...rest
  } = statement;
  return {
    effect: effect === "Deny" ? "Deny" : "Allow",
    actions: action === undefined ? ["*"] : itemsOf(action).map(readable),
    resources: resource === undefined ? [""] : itemsOf(resource).map(readable),
    principals: principalsOf(principal),
    limits: Object.keys(rest).length === 0 ? "" : canonicalJson(rest),
  };
}

function principalsOf(principal: Json | undefined): readonly string[] {
  if (principal === undefined) return [""];
  if (!isJsonMap(principal)) return [readable(principal)];
  return Object.values(principal).flatMap((who) => itemsOf(who).map(readable));
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function few(all: readonly string[]): string {
  const items = [...new Set(all)];
  return items.length <= 4
    ? items.join(", ")
    : `${items.slice(0, 4).join(", ")} and ${items.length - 4} more`;
}
