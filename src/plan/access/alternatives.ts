import type { Json } from "../../domain/template.ts";
import { isJsonMap } from "../../template/json-pointer.ts";

/**
 * The items of a list, or of what may stand for one: nothing, one alone, and both branches of an `Fn::If` that could not be decided,
 * since each may come to be.
 */
export function itemsOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => itemsOf(item));
  const branches = isJsonMap(value) ? value["Fn::If"] : undefined;
  if (Array.isArray(branches)) return branches.slice(1).flatMap((branch: Json) => itemsOf(branch));
  return isJsonMap(value) && value["Ref"] === "AWS::NoValue" ? [] : [value];
}
