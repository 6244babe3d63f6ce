import type { Json, TemplateResource } from "../../domain/template.ts";
import { canonicalJson } from "../../template/canonical-json.ts";
import { isJsonList, isJsonMap, pointerBelow, pointerOf } from "../../template/json-pointer.ts";
import { itemsOf, variantsOf } from "../fold-values.ts";
import { type Principal, principalsOf } from "./principals.ts";

/** An IAM document in a resource: what a role may do, who may assume it, or who may use the resource. */
export interface PolicyDocument {
  readonly kind: "identity" | "trust" | "resource";
  readonly resource: string;
  readonly type: string;
  readonly statements: readonly Statement[];
}

/** One statement, its texts spelled in all ways that they may turn out. */
export interface Statement {
  readonly pointer: string;
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** Everything but these is meant. */
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: readonly Principal[];
  readonly condition: Json | undefined;
  /** The same for two statements that say the same. */
  readonly text: string;
}

type Spell = (value: Json | undefined) => readonly string[];

/** Finds every document with statements in the resources, also those that are written as text. */
export function documentsOf(
  resources: ReadonlyMap<string, TemplateResource>,
  spell: Spell,
): readonly PolicyDocument[] {
  return [...resources].flatMap(([id, { Type: type, Properties: properties = {} }]) =>
    find(properties, pointerOf(["Resources", id, "Properties"]), spell).map(({ pointer, statements }) => ({
      kind: kindOf(type, pointer),
      resource: id,
      type,
      statements: statementsOf(statements, pointer, spell),
    })),
  );
}

interface Found {
  readonly pointer: string;
  readonly statements: Json;
}

function find(value: Json, pointer: string, spell: Spell): readonly Found[] {
  if (typeof value === "string") return findInText(value, pointer);
  if (isJsonList(value)) return value.flatMap((item, at) => find(item, pointerBelow(pointer, at), spell));
  if (!isJsonMap(value)) return [];
  const statement = Object.entries(value).find(([key]) => key.toLowerCase() === "statement");
  if (statement !== undefined)
    return [{ pointer: pointerBelow(pointer, statement[0]), statements: statement[1] }];
  const asText =
    Object.keys(value).length === 1 ? spell(value).flatMap((text) => findInText(text, pointer)) : [];
  return [
    ...asText,
    ...Object.entries(value).flatMap(([key, item]) => find(item, pointerBelow(pointer, key), spell)),
  ];
}

/** Some resources take their policy as JSON text. */
function findInText(text: string, pointer: string): readonly Found[] {
  if (!/^\s*\{[^]*"statement"/i.test(text)) return [];
  try {
    const value: unknown = JSON.parse(text);
    return find(value as Json, pointer, () => []);
  } catch {
    return [{ pointer, statements: [{ Effect: "Allow", Action: "${?}", Resource: "*", Principal: "*" }] }];
  }
}

function kindOf(type: string, pointer: string): PolicyDocument["kind"] {
  if (/\/AssumeRolePolicyDocument\//i.test(pointer)) return "trust";
  return type.startsWith("AWS::IAM::") ||
    type.startsWith("AWS::Serverless::") ||
    type.startsWith("AWS::SSO::")
    ? "identity"
    : "resource";
}

function statementsOf(value: Json, pointer: string, spell: Spell): readonly Statement[] {
  return variantsOf(value).flatMap((list) => {
    const items = isJsonList(list) ? list : [list];
    return items.flatMap((item, at) =>
      itemsOf(item).map((statement) =>
        statementOf(statement, isJsonList(list) ? `${pointer}/${at}` : pointer, spell),
      ),
    );
  });
}

/** What is no map cannot be read, and is taken to allow what nobody knows. */
function statementOf(value: Json, pointer: string, spell: Spell): Statement {
  const fields = isJsonMap(value) ? value : { Action: { "Fn::Unknown": null } };
  const entries = new Map(Object.entries(fields).map(([key, item]) => [key.toLowerCase(), item]));
  const textsAt = (key: string): readonly string[] =>
    itemsOf(entries.get(key)).flatMap((item) => spell(item));
  const effects = spell(entries.get("effect"));
  const notPrincipal = entries.get("notprincipal");
  return {
    pointer,
    effect: effects.length > 0 && effects.every((effect) => effect === "Deny") ? "Deny" : "Allow",
    actions: textsAt("action"),
    notActions: textsAt("notaction"),
    resources: textsAt("resource"),
    notResources: textsAt("notresource"),
    principals: [
      ...principalsOf(entries.get("principal"), spell),
      ...(notPrincipal === undefined ? [] : [{ kind: "anyone" } as const]),
    ],
    condition: entries.get("condition"),
    text: canonicalJson(value),
  };
}
