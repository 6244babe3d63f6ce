import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../../template/json-pointer.ts";
import { matchesPattern } from "../iam/wildcard.ts";
import { findAt, valueAt, type DataScope } from "./asl-data.ts";
import { StateError, textOf } from "./asl-definition.ts";

/** Whether a rule of a Choice state holds. https://states-language.net/#choice-state */
export function ruleHolds(rule: JsonMap, scope: DataScope): boolean {
  const { And, Or, Not } = rule;
  if (isJsonList(And)) return And.every((inner) => isJsonMap(inner) && ruleHolds(inner, scope));
  if (isJsonList(Or)) return Or.some((inner) => isJsonMap(inner) && ruleHolds(inner, scope));
  if (isJsonMap(Not)) return !ruleHolds(Not, scope);
  const path = textOf(rule["Variable"]);
  const [name, wanted] =
    Object.entries(rule).find(([key]) => !["Variable", "Next", "Comment"].includes(key)) ?? [];
  if (name === "IsPresent") return (findAt(path, scope) !== undefined) === wanted;
  return holds(name ?? "", valueAt(path, scope), wanted ?? null);
}

function holds(name: string, value: Json, wanted: Json): boolean {
  switch (name) {
    case "IsNull":
      return (value === null) === wanted;
    case "IsString":
      return (typeof value === "string") === wanted;
    case "StringEquals":
    case "NumericEquals":
    case "BooleanEquals":
      return value === wanted;
    case "StringMatches":
      return typeof value === "string" && matchesPattern(textOf(wanted), value);
    case "NumericGreaterThan":
      return typeof value === "number" && value > Number(wanted);
    case "NumericGreaterThanEquals":
      return typeof value === "number" && value >= Number(wanted);
    case "NumericLessThan":
      return typeof value === "number" && value < Number(wanted);
    case "NumericLessThanEquals":
      return typeof value === "number" && value <= Number(wanted);
    default:
      throw new StateError("States.Runtime", `the simulated AWS does not know the comparison ${name}`);
  }
}
