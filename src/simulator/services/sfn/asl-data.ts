import type { Json, JsonMap } from "../../../domain/template.ts";
import { isJsonList, isJsonMap } from "../../../template/json-pointer.ts";
import { StateError, textOf } from "./asl-definition.ts";

/** What paths and intrinsic functions are evaluated against. */
export interface DataScope {
  readonly data: Json;
  /** The context object, `$$`. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html */
  readonly contextObject: JsonMap;
  readonly uuid: () => string;
}

/**
 * A payload template: members whose names end in `.$` are paths or intrinsic functions.
 * https://states-language.net/#payload-template
 */
export function fillTemplate(template: Json, scope: DataScope): Json {
  if (isJsonList(template)) return template.map((item) => fillTemplate(item, scope));
  if (!isJsonMap(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith(".$")
        ? [name.slice(0, -2), evaluate(textOf(value), scope)]
        : [name, fillTemplate(value, scope)],
    ),
  );
}

/** A path (`$.files[0].name`, `$$.Execution.Name`) or an intrinsic function. */
export function evaluate(expression: string, scope: DataScope): Json {
  const call = /^States\.(\w+)\((.*)\)$/s.exec(expression);
  if (call === null) return valueAt(expression, scope);
  const [, name = "", text = ""] = call;
  const values = splitArguments(text).map((argument) => argumentValue(argument, scope));
  return intrinsic(name, values, scope);
}

/** The value at a path; `States.ParameterPathFailure` when there is none. */
export function valueAt(path: string, scope: DataScope): Json {
  const found = findAt(path, scope);
  if (found !== undefined) return found;
  throw new StateError(
    "States.ParameterPathFailure",
    `The JSONPath '${path}' could not be found in the input '${JSON.stringify(scope.data)}'`,
  );
}

/** The value at a path, or undefined. */
export function findAt(path: string, { data, contextObject }: DataScope): Json | undefined {
  const isContext = path.startsWith("$$");
  const steps = path.slice(isContext ? 2 : 1).matchAll(/\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]/g);
  let at: Json | undefined = isContext ? contextObject : data;
  for (const [, member, index, quoted] of steps) {
    const key = member ?? quoted;
    if (key !== undefined) at = isJsonMap(at) ? at[key] : undefined;
    else at = isJsonList(at) ? at[Number(index)] : undefined;
  }
  return at;
}

/** Data with a value put at a reference path, `$.a.b`; `$` replaces everything. */
export function putAt(data: Json, path: string, value: Json): Json {
  const steps = path
    .slice(1)
    .split(".")
    .filter((step) => step !== "");
  return steps.reduceRight<(inner: Json | undefined) => Json>(
    (put, step) => (inner) => {
      const map = isJsonMap(inner) ? inner : {};
      return { ...map, [step]: put(map[step]) };
    },
    () => value,
  )(data);
}

/** https://states-language.net/#intrinsic-functions */
function intrinsic(name: string, values: readonly Json[], { uuid }: DataScope): Json {
  const [first] = values;
  switch (name) {
    case "Format": {
      let next = 0;
      return textOf(first).replaceAll("{}", () => {
        const value = values[(next += 1)];
        return typeof value === "string" ? value : JSON.stringify(value);
      });
    }
    case "StringToJson":
      return parseJson(textOf(first));
    case "JsonToString":
      return JSON.stringify(first);
    case "Array":
      return [...values];
    case "ArrayLength":
      return isJsonList(first) ? first.length : 0;
    case "UUID":
      return uuid();
    default:
      throw new StateError(
        "States.IntrinsicFailure",
        `the simulated AWS does not know the intrinsic function States.${name}`,
      );
  }
}

/** Reads JSON text; `States.IntrinsicFailure` for anything else. */
function parseJson(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    throw new StateError(
      "States.IntrinsicFailure",
      "The function States.StringToJson() had an invalid argument: it is not JSON.",
    );
  }
}

function argumentValue(argument: string, scope: DataScope): Json {
  const quoted = /^'(.*)'$/s.exec(argument);
  if (quoted !== null) return (quoted[1] ?? "").replaceAll("\\'", "'");
  if (argument.startsWith("$") || argument.startsWith("States.")) return evaluate(argument, scope);
  return parseJson(argument);
}

/** Commas inside quotes and inner calls separate nothing. */
function splitArguments(text: string): readonly string[] {
  const parts: string[] = [];
  let [depth, quoted, current] = [0, false, ""];
  for (const character of text) {
    if (character === "'" && !current.endsWith("\\")) quoted = !quoted;
    if (!quoted && character === "(") depth += 1;
    if (!quoted && character === ")") depth -= 1;
    if (character === "," && !quoted && depth === 0) {
      parts.push(current.trim());
      current = "";
    } else current += character;
  }
  return current.trim() === "" ? parts : [...parts, current.trim()];
}
