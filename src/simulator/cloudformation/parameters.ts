import type { Parameter } from "@aws-sdk/client-cloudformation";
import type { Json, JsonMap, Template } from "../../domain/template.ts";
import { isJsonList } from "../../template/json-pointer.ts";
import { validationError } from "../kernel/aws-fault.ts";
import { textOf } from "./evaluate.ts";

/** Parameter values of a stack: as given, and what Parameter Store gave for those that name one of its parameters. */
export interface ParameterValues {
  readonly parameters: Readonly<Record<string, string>>;
  readonly resolved: Readonly<Record<string, string>>;
}

/** The types whose value is a name in Parameter Store. */
const storeType = /^AWS::SSM::Parameter::Value</;

/**
 * The value of every parameter of a template, from what a request gives, the values of the last update, and defaults;
 * refused in CloudFormation's words where one is missing, unknown or not allowed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function readParameters(request: {
  readonly template: Template;
  readonly given: readonly Parameter[];
  /** Values of the stack as it is; absent for a new one. */
  readonly previous?: Readonly<Record<string, string>> | undefined;
  readonly fromStore: (name: string) => string;
}): ParameterValues {
  const { template, given, previous, fromStore } = request;
  const declared = template.Parameters ?? {};
  const unknown = given.map((item) => item.ParameterKey ?? "").filter((key) => !Object.hasOwn(declared, key));
  if (unknown.length > 0) {
    throw validationError(`Parameters: [${unknown.join(", ")}] do not exist in the template`);
  }
  const values = new Map<string, string>();
  const missing: string[] = [];
  for (const [name, declaration] of Object.entries(declared)) {
    const value = valueOf(name, declaration, { given, previous });
    if (value === undefined) missing.push(name);
    else values.set(name, value);
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(", ")}] must have values`);
  for (const [name, value] of values) checkValue(name, value, declared[name] ?? {});
  const resolved = [...values]
    .filter(([name]) => storeType.test(typeOf(declared[name])))
    .map(([name, value]) => [name, fromStore(value)] as const);
  return { parameters: Object.fromEntries(values), resolved: Object.fromEntries(resolved) };
}

/** What `Ref` of a parameter gives: text, or a list for list types; undefined when it is not declared. */
export function parameterValue(template: Template, values: ParameterValues, name: string): Json | undefined {
  const declaration = template.Parameters?.[name];
  if (declaration === undefined) return undefined;
  const text = values.resolved[name] ?? values.parameters[name] ?? "";
  const type = typeOf(declaration);
  const isList =
    type === "CommaDelimitedList" || type.includes("List<") || type.includes("CommaDelimitedList");
  return isList ? text.split(",").map((part) => part.trim()) : text;
}

function valueOf(
  name: string,
  declaration: JsonMap,
  sources: {
    readonly given: readonly Parameter[];
    readonly previous: Readonly<Record<string, string>> | undefined;
  },
): string | undefined {
  const given = sources.given.findLast((item) => item.ParameterKey === name);
  if (given?.UsePreviousValue === true) {
    const value = sources.previous?.[name];
    if (value === undefined) {
      throw validationError(
        `Invalid input for parameter key ${name}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    return value;
  }
  if (given?.ParameterValue !== undefined) return given.ParameterValue;
  const preset = declaration["Default"];
  return preset === undefined ? undefined : textOf(preset);
}

function checkValue(name: string, value: string, declaration: JsonMap): void {
  const type = typeOf(declaration);
  const allowed = declaration["AllowedValues"];
  const parts = type === "CommaDelimitedList" || type.startsWith("List<") ? value.split(",") : [value];
  if (isJsonList(allowed)) {
    const texts = allowed.map(textOf);
    if (!parts.every((part) => texts.includes(part.trim()) || texts.includes(part))) {
      throw validationError(constraint(declaration, `Parameter '${name}' must be one of AllowedValues`));
    }
  }
  const pattern = declaration["AllowedPattern"];
  if (typeof pattern === "string" && !parts.every((part) => new RegExp(`^(?:${pattern})$`).test(part))) {
    throw validationError(constraint(declaration, `Parameter '${name}' must match pattern ${pattern}`));
  }
  if (
    (type === "Number" || type === "List<Number>") &&
    !parts.every((part) => part.trim() !== "" && Number.isFinite(Number(part)))
  ) {
    throw validationError(`Parameter '${name}' must be a number.`);
  }
  checkRange(name, value, declaration);
  if (Buffer.byteLength(value) > 4096) {
    throw validationError(`Parameter '${name}' must be less than or equal to 4096 bytes`);
  }
}

function checkRange(name: string, value: string, declaration: JsonMap): void {
  const limit = (key: string): number | undefined =>
    declaration[key] === undefined ? undefined : Number(declaration[key]);
  const [minLength, maxLength] = [limit("MinLength"), limit("MaxLength")];
  const [minValue, maxValue] = [limit("MinValue"), limit("MaxValue")];
  if (minLength !== undefined && value.length < minLength) {
    throw validationError(
      constraint(declaration, `Parameter '${name}' must contain at least ${minLength} characters`),
    );
  }
  if (maxLength !== undefined && value.length > maxLength) {
    throw validationError(
      constraint(declaration, `Parameter '${name}' must contain at most ${maxLength} characters`),
    );
  }
  if (minValue !== undefined && Number(value) < minValue) {
    throw validationError(
      constraint(declaration, `Parameter '${name}' must be a number not less than ${minValue}`),
    );
  }
  if (maxValue !== undefined && Number(value) > maxValue) {
    throw validationError(
      constraint(declaration, `Parameter '${name}' must be a number not greater than ${maxValue}`),
    );
  }
}

function constraint(declaration: JsonMap, sentence: string): string {
  const description = declaration["ConstraintDescription"];
  return typeof description === "string"
    ? `${sentence.split(" must ")[0]} failed to satisfy constraint: ${description}`
    : sentence;
}

function typeOf(declaration: JsonMap | undefined): string {
  return typeof declaration?.["Type"] === "string" ? declaration["Type"] : "String";
}
