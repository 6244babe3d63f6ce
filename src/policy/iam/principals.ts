import type { Json } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";
import { itemsOf, variantsOf } from "../fold-values.ts";

/** Somebody that a document names. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
export type Principal =
  | { readonly kind: "anyone" }
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "account"; readonly account: string; readonly text: string }
  /** A role, user or canonical id, spelled; a reference or what cannot be told among them. */
  | { readonly kind: "named"; readonly text: string }
  | { readonly kind: "federated"; readonly text: string };

/** The principals of a statement's `Principal`. */
export function principalsOf(
  value: Json | undefined,
  spell: (value: Json | undefined) => readonly string[],
): readonly Principal[] {
  return variantsOf(value).flatMap((variant) => {
    const isMap = isJsonMap(variant) && !Object.keys(variant).some((key) => /^(?:Ref|Fn::)/.test(key));
    if (!isMap) return itemsOf(variant).flatMap((item) => spell(item).map((text) => ofAws(text)));
    return Object.entries(variant).flatMap(([key, items]) =>
      itemsOf(items).flatMap((item) => spell(item).map((text) => ofType(key, text))),
    );
  });
}

function ofType(type: string, text: string): Principal {
  switch (type.toLowerCase()) {
    case "service":
      return { kind: "service", name: text };
    case "federated":
      return { kind: "federated", text };
    default:
      return ofAws(text);
  }
}

/** One text after `AWS:`: anyone, an account, or a name in one. */
export function ofAws(text: string): Principal {
  if (text === "*" || /^arn:[^:]*:iam::\*:/.test(text)) return { kind: "anyone" };
  if (/^\d{12}$/.test(text)) return { kind: "account", account: text, text };
  const account = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(text)?.[1];
  return account === undefined ? { kind: "named", text } : { kind: "account", account, text };
}
