import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonMap } from "../../../template/json-pointer.ts";
import { clientFault } from "../../kernel/aws-fault.ts";

const operators = ["prefix", "suffix", "anything-but", "exists", "equals-ignore-case", "wildcard", "numeric"];

/**
 * Whether an event matches a pattern: every field of the pattern must match, an array in it means any of its values.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesEvent(pattern: JsonMap, event: JsonMap): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === "$or") {
      return Array.isArray(wanted) && wanted.some((part) => isJsonMap(part) && matchesEvent(part, event));
    }
    const found = event[key];
    if (isJsonMap(wanted)) return matchesEvent(wanted, isJsonMap(found) ? found : {});
    if (!Array.isArray(wanted)) return false;
    const values = Array.isArray(found) ? found : [found];
    return wanted.some((condition) => values.some((value) => matchesValue(condition, value)));
  });
}

/** Refuses a pattern that EventBridge would not take; an operator that is not played is refused as well, not ignored. */
export function checkPattern(pattern: JsonMap): void {
  for (const [key, value] of Object.entries(pattern)) {
    if (key === "$or") continue;
    if (isJsonMap(value)) checkPattern(value);
    else if (!Array.isArray(value)) throw invalid(`"${key}" must be an object or an array`);
    else for (const condition of value) checkCondition(condition);
  }
}

function checkCondition(condition: Json): void {
  if (!isJsonMap(condition)) return;
  const unknown = Object.keys(condition).find((operator) => !operators.includes(operator));
  if (unknown !== undefined) throw invalid(`Unrecognized match type ${unknown}`);
}

function matchesValue(condition: Json, value: Json | undefined): boolean {
  if (!isJsonMap(condition)) return value !== undefined && value === condition;
  const [operator, operand] = Object.entries(condition)[0] ?? ["", null];
  if (operator === "exists") return (value !== undefined) === operand;
  if (value === undefined) return false;
  const text = typeof operand === "string" ? operand : "";
  switch (operator) {
    case "prefix":
      return typeof value === "string" && value.startsWith(text);
    case "suffix":
      return typeof value === "string" && value.endsWith(text);
    case "equals-ignore-case":
      return typeof value === "string" && value.toLowerCase() === text.toLowerCase();
    case "wildcard":
      return typeof value === "string" && wildcard(text).test(value);
    case "anything-but":
      return (Array.isArray(operand) ? operand : [operand]).every(
        (other) => !matchesValue(other ?? null, value),
      );
    case "numeric":
      return typeof value === "number" && Array.isArray(operand) && inRange(operand, value);
    default:
      return false;
  }
}

/** `*` stands for any text; nothing else is special. */
function wildcard(pattern: string): RegExp {
  const literal = pattern.replaceAll(/[\\^$.|+?()[\]{}]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll("*", ".*")}$`, "s");
}

/** `[">", 0, "<=", 5]` */
function inRange(range: readonly Json[], value: number): boolean {
  for (let index = 0; index < range.length; index += 2) {
    const bound = Number(range[index + 1]);
    const holds = {
      "=": value === bound,
      ">": value > bound,
      ">=": value >= bound,
      "<": value < bound,
      "<=": value <= bound,
    };
    const operator = Object.entries(holds).find(([name]) => name === range[index]);
    if (operator?.[1] !== true) return false;
  }
  return true;
}

function invalid(why: string): Error {
  return clientFault("InvalidEventPatternException", `Event pattern is not valid. Reason: ${why}`);
}
