import type { Json, JsonMap } from "../domain/template.ts";
import { isJsonList, isJsonMap } from "../template/json-pointer.ts";
import { intrinsicOf, variantsOf } from "./fold-values.ts";

/** Stands in a spelling for what nobody can know before CloudFormation does. */
export const unknownText = "${?}";

/** More spellings than this are one unknown: nobody writes so many by hand. */
const mostSpellings = 64;

/** What is known of a name, `Parameter` or `Resource.Attribute`: its spelling, or undefined for a plain reference. */
export type LookUp = (name: string) => string | undefined;

/**
 * All texts that a folded value may become: references are spelled `${Name}` and `${Name.Attribute}`, imports
 * `${import:name}`, what cannot be told `${?}`. A map or list that is no intrinsic has no spelling and counts as unknown.
 */
export function spellingsOf(value: Json | undefined, lookUp: LookUp): readonly string[] {
  const all = variantsOf(value).flatMap((variant) => spellings(variant, lookUp));
  return all.length > mostSpellings ? [unknownText] : [...new Set(all)];
}

function spellings(value: Json, lookUp: LookUp): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (!isJsonMap(value)) return [unknownText];
  const [name, argument] = intrinsicOf(value) ?? [];
  if (name === undefined || argument === undefined) return [unknownText];
  switch (name) {
    case "Ref":
      return typeof argument === "string" ? [lookUp(argument) ?? `\${${argument}}`] : [unknownText];
    case "Fn::GetAtt":
      return isJsonList(argument) && argument.every((part) => typeof part === "string")
        ? [lookUp(argument.join(".")) ?? `\${${argument.join(".")}}`]
        : [unknownText];
    case "Fn::ImportValue":
      return spellingsOf(argument, lookUp).map((text) => `\${import:${text}}`);
    case "Fn::Sub":
      return substituted(argument, lookUp);
    case "Fn::Join":
      return joined(argument, lookUp);
    default:
      return [unknownText];
  }
}

function substituted(argument: Json, lookUp: LookUp): readonly string[] {
  const [text, own] = isJsonList(argument) ? argument : [argument];
  if (typeof text !== "string") return [unknownText];
  const names: JsonMap = isJsonMap(own) ? own : {};
  const parts = text.split(/(\$\{[^!}][^}]*\})/);
  return product(
    parts.map((part) => {
      const name = /^\$\{([^!}][^}]*)\}$/.exec(part)?.[1]?.trim();
      if (name === undefined) return [part];
      const value = names[name];
      return value === undefined ? [lookUp(name) ?? part] : spellingsOf(value, lookUp);
    }),
    "",
  );
}

function joined(argument: Json, lookUp: LookUp): readonly string[] {
  const [separator, list] = isJsonList(argument) ? argument : [];
  if (typeof separator !== "string") return [unknownText];
  return variantsOf(list).flatMap((parts) =>
    isJsonList(parts)
      ? product(
          parts.map((part) => spellingsOf(part, lookUp)),
          separator,
        )
      : [unknownText],
  );
}

function product(parts: readonly (readonly string[])[], separator: string): readonly string[] {
  let all: readonly string[] = [""];
  for (const [index, part] of parts.entries()) {
    all = all.flatMap((head) => part.map((text) => (index === 0 ? text : `${head}${separator}${text}`)));
    if (all.length > mostSpellings) return [unknownText];
  }
  return all;
}
