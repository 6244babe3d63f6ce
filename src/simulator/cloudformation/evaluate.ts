import type { Json, JsonMap, Template } from "../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../template/json-pointer.ts";
import { validationError } from "../kernel/aws-fault.ts";
import { cidrBlocks } from "./cidr.ts";

/** What intrinsics look up. A look-up that finds nothing throws, with AWS's sentence. */
export interface Lookups {
  /** A parameter's value: text, or a list for list types. Undefined when there is no such parameter. */
  readonly parameter: (name: string) => Json | undefined;
  /** A pseudo parameter's value. */
  readonly pseudo: (name: string) => Json | undefined;
  /** The physical id of a resource. */
  readonly resource: (logicalId: string) => Json;
  readonly attribute: (logicalId: string, attribute: string) => Json;
  /** The value of an export. */
  readonly importValue: (name: string) => Json;
  readonly zones: (region: string) => readonly string[];
  /** Resolves `{{resolve:…}}` inside a text. */
  readonly dynamicReferences: (text: string) => string;
}

/** CloudFormation's own mark, in change sets, for a value that only the execution will tell. */
export const knownAfterApply = "{{changeSet:KNOWN_AFTER_APPLY}}";

/** Stands for a value that is to be left out. */
const noValue: unique symbol = Symbol("AWS::NoValue");
type Value = Json | typeof noValue;

/** Evaluates the intrinsics of one template. */
export interface Evaluator {
  /** The value with all intrinsics replaced; undefined for `AWS::NoValue`. */
  readonly value: (expression: Json) => Json | undefined;
  readonly holds: (condition: string) => boolean;
}

/**
 * Evaluates by the rules of the intrinsic function reference.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
export function makeEvaluator(template: Template, lookups: Lookups): Evaluator {
  const decided = new Map<string, boolean>();
  const deciding = new Set<string>();

  function holds(name: string): boolean {
    const known = decided.get(name);
    if (known !== undefined) return known;
    const body = template.Conditions?.[name];
    if (body === undefined) {
      throw validationError(
        `Template format error: Unresolved condition dependency ${name} in the Fn::If block of the template`,
      );
    }
    if (deciding.has(name))
      throw validationError(`Template error: Found circular condition dependency in ${name}`);
    deciding.add(name);
    const outcome = decide(body);
    deciding.delete(name);
    decided.set(name, outcome);
    return outcome;
  }

  function decide(body: Json): boolean {
    const [operator, argument] = onlyEntry(body);
    if (operator === "Condition" && typeof argument === "string") return holds(argument);
    if (operator !== undefined && isJsonList(argument)) {
      switch (operator) {
        case "Fn::Equals": {
          const [left, right] = argument.map(evaluate);
          return textOf(left ?? "") === textOf(right ?? "");
        }
        case "Fn::Not":
          return !decide(argument[0] ?? null);
        case "Fn::And":
          return argument.every(decide);
        case "Fn::Or":
          return argument.some(decide);
      }
    }
    if (typeof body === "boolean") return body;
    throw validationError(
      "Template format error: Conditions can only be boolean operations on parameters and other conditions",
    );
  }

  function evaluate(expression: Json): Value {
    if (typeof expression === "string") {
      return expression.includes("{{resolve:") ? lookups.dynamicReferences(expression) : expression;
    }
    if (isJsonList(expression)) return expression.map(evaluate).filter((item) => item !== noValue);
    if (!isJsonMap(expression)) return expression;
    const [name, argument] = onlyEntry(expression);
    if (name !== undefined && argument !== undefined && isIntrinsic(name)) return intrinsic(name, argument);
    const entries: [string, Json][] = [];
    for (const [key, item] of Object.entries(expression)) {
      const value = evaluate(item);
      if (value !== noValue) entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }

  function intrinsic(name: string, argument: Json): Value {
    switch (name) {
      case "Ref":
        return reference(textOf(argument));
      case "Fn::GetAtt":
        return getAtt(argument);
      case "Fn::Sub":
        return resolveText(substitute(argument));
      case "Fn::Join":
        return resolveText(joined(argument));
      case "Fn::If": {
        const [condition, yes, no] = isJsonList(argument) ? argument : [];
        return evaluate((holds(textOf(condition ?? null)) ? yes : no) ?? null);
      }
      case "Fn::Select":
        return selected(argument);
      case "Fn::Split": {
        const [separator, text] = listOf(argument).map(evaluate);
        if (isUnknown(text)) return [knownAfterApply];
        return textOf(text ?? "").split(textOf(separator ?? ""));
      }
      case "Fn::ImportValue":
        return lookups.importValue(textOf(evaluate(argument)));
      case "Fn::FindInMap":
        return found(argument);
      case "Fn::GetAZs": {
        const region = textOf(evaluate(argument));
        return [...lookups.zones(region === "" ? textOf(lookups.pseudo("AWS::Region") ?? "") : region)];
      }
      case "Fn::Base64":
        return Buffer.from(textOf(evaluate(argument))).toString("base64");
      case "Fn::Cidr": {
        const [block, count, bits] = listOf(argument).map(evaluate);
        if (isUnknown(block)) return knownAfterApply;
        return [...cidrBlocks(textOf(block ?? ""), Number(count), Number(bits ?? 0))];
      }
      case "Fn::Length": {
        const list = evaluate(argument);
        return list !== noValue && isJsonList(list) ? list.length : 0;
      }
      case "Fn::ToJsonString": {
        const value = evaluate(argument);
        return JSON.stringify(value === noValue ? {} : value);
      }
      default:
        throw validationError(`Template error: ${name} is not supported by the simulated AWS`);
    }
  }

  function reference(name: string): Value {
    if (name === "AWS::NoValue") return noValue;
    return lookups.pseudo(name) ?? lookups.parameter(name) ?? lookups.resource(name);
  }

  function getAtt(argument: Json): Json {
    const [logicalId, attribute] =
      typeof argument === "string" ? argument.split(/\.(.*)/s) : listOf(argument).map(evaluate);
    return lookups.attribute(textOf(logicalId ?? ""), textOf(attribute ?? ""));
  }

  function substitute(argument: Json): string {
    const [text, own] = isJsonList(argument) ? argument : [argument, {}];
    const names = isJsonMap(own) ? own : {};
    return textOf(text ?? null).replaceAll(
      /\$\{(!?)\s*([^}]+?)\s*\}/g,
      (_whole, literal: string, name: string) => {
        if (literal === "!") return `\${${name}}`;
        const given = names[name];
        if (given !== undefined) return textOf(evaluate(given));
        const [logicalId, attribute] = name.split(/\.(.*)/s);
        if (attribute !== undefined) return textOf(lookups.attribute(logicalId ?? "", attribute));
        return textOf(reference(name));
      },
    );
  }

  function resolveText(text: string): string {
    return text.includes("{{resolve:") ? lookups.dynamicReferences(text) : text;
  }

  function joined(argument: Json): string {
    const [separator, parts] = listOf(argument);
    const values = evaluate(parts ?? []);
    if (values === noValue || !isJsonList(values)) {
      throw validationError(
        "Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.",
      );
    }
    return values.map(textOf).join(textOf(separator ?? ""));
  }

  function selected(argument: Json): Value {
    const [index, list] = listOf(argument).map(evaluate);
    if (isUnknown(list)) return knownAfterApply;
    const values = list !== noValue && list !== undefined && isJsonList(list) ? list : [];
    const chosen = values[Number(index)];
    if (chosen === undefined) {
      throw validationError(
        `Template error: Fn::Select cannot select nonexistent value at index ${textOf(index ?? null)}`,
      );
    }
    return chosen;
  }

  function found(argument: Json): Value {
    const [map, top, second] = listOf(argument).map(evaluate);
    const level = template.Mappings?.[textOf(map ?? "")];
    const row = isJsonMap(level) ? level[textOf(top ?? "")] : undefined;
    const value = isJsonMap(row) ? row[textOf(second ?? "")] : undefined;
    if (value === undefined) {
      throw validationError(
        `Template error: Unable to get mapping for ${textOf(map ?? "")}::${textOf(top ?? "")}::${textOf(second ?? "")}`,
      );
    }
    return value;
  }

  return {
    holds,
    value: (expression) => {
      const value = evaluate(expression);
      return value === noValue ? undefined : value;
    },
  };
}

/** Whether a value of a change set depends on what the execution will make. */
function isUnknown(value: Value | undefined): boolean {
  return value !== undefined && value !== noValue && JSON.stringify(value).includes(knownAfterApply);
}

/** A scalar as the text that CloudFormation puts into other texts. */
export function textOf(value: Json | typeof noValue): string {
  if (value === noValue || value === null) return "";
  if (isJsonList(value)) return value.map(textOf).join(",");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function onlyEntry(value: Json): readonly [string | undefined, Json | undefined] {
  if (!isJsonMap(value)) return [undefined, undefined];
  const keys = Object.keys(value);
  const [key] = keys;
  return keys.length === 1 && key !== undefined ? [key, value[key]] : [undefined, undefined];
}

function isIntrinsic(name: string): boolean {
  return name === "Ref" || (name.startsWith("Fn::") && name !== "Fn::Transform");
}

function listOf(argument: Json): readonly Json[] {
  return isJsonList(argument) ? argument : [argument];
}

/** A map that the evaluator gave, or the empty map. */
export function mapOf(value: Json | undefined): JsonMap {
  return isJsonMap(value) ? value : {};
}
